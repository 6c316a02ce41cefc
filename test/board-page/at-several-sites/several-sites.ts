import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { clinicRunning } from '../../support/clinic-running.ts';

/** What someone might write into a name, to see what happens. */
export const HOSTILE = '<img src=x onerror="window.hacked=1">\'"&{time}';

/** Works in the south. */
export const SOUTHERN = 4713;

/** The demo clinic’s six rooms, three for therapy, a third one for blood, and ten stores: twenty. */
const MORE_FLOORS = [
  { name: '5', kind: 'therapy', ids: ['5A', '5B', '5C'] },
  { name: '6', kind: 'consulting', ids: ['6A'], equipment: ['blood-draw'] },
  { name: '7', kind: 'store', ids: [...'ABCDEFGHIJ'].map((letter) => `7${letter}`), accessible: false },
].map(({ ids, name, ...more }) => ({ name, rooms: ids.map((id) => ({ id, accessible: true, ...more })) }));

/**
 * The demo clinic's house with twenty rooms, where patients may be looked up and one doctor has a name; a second one, where
 * another doctor works; and eleven more, the last of them of a hostile name.
 */
const thirteenHouses = (): string => {
  const file = parse(readFileSync('shared/catalogue/demo-clinic.yaml', 'utf8'));
  const [demo] = file.sites;
  const houseLike = (id: string, name: string, more = {}) => ({
    ...structuredClone(demo),
    id,
    name,
    // Every house's days are read whenever the clock is set on; no test is about another one than its own.
    policy: { ...demo.policy, horizonDays: 2 },
    ...more,
  });
  const north = houseLike('north', demo.name, { patientNames: 'on-request' });
  north.buildings[0].floors.push(...MORE_FLOORS);
  const hostile = houseLike('hostile', HOSTILE);
  hostile.buildings[0].name = HOSTILE;
  const sites = [
    north,
    houseLike('south', 'Clinic South', { locationFormat: 'South, {room}' }),
    ...Array.from({ length: 10 }, (_, at) => houseLike(`house-${at}`, `House Number${at}`)),
    hostile,
  ];
  const practitioners = file.practitioners.map((each: { id: number }) => {
    if (each.id === SOUTHERN) return { id: each.id, site: 'south' };
    return each.id === 4711 ? { ...each, name: 'Dr. Beispiel' } : each;
  });
  const kinds = [...file.kinds, 'store'];
  return stringify({ ...file, kinds, sites, practitioners }, { aliasDuplicateObjects: false });
};

export const severalSites = clinicRunning(thirteenHouses);
