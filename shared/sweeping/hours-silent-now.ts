import type { Site } from '../domain/catalogue.ts';
import { HOUR, hoursSilent, LONGEST_SILENCE_MS } from '../domain/hours-silent.ts';
import { contains, type Instant, type Interval } from '../domain/instant.ts';
import { datesOf } from '../domain/local-time.ts';
import { openIntervals } from '../domain/opening-hours.ts';
import { readHeardHours } from '../hearing/heard-hours.ts';
import type { SweepDependencies } from './sweep.ts';

/** How long no delivery has come while any Site was open, in hours, where that is more than chance. */
export const hoursSilentNow = async ({
  ledger,
  clinic,
  now: clock,
}: Pick<SweepDependencies, 'ledger' | 'clinic' | 'now'>): Promise<number> => {
  const now = clock();
  const heard = await readHeardHours(ledger);
  const { sites } = await clinic.catalogue();
  const written = await Promise.all(sites.map((site) => clinic.written(site)));
  let open: readonly Interval[] | undefined; // not asked for where something was heard just now
  const isOpen = (start: Instant): boolean => {
    open ??= written.flatMap((site) => openOf(site, now));
    return open.some((each) => contains(each, { start, end: start + HOUR }));
  };
  return hoursSilent(now, isOpen, heard);
};

/** When any of its rooms has been open lately. */
const openOf = (site: Site, now: Instant): readonly Interval[] => {
  const dates = datesOf({ start: now - LONGEST_SILENCE_MS, end: now }, site.timeZone);
  const different = new Map(site.rooms.map(({ hours }) => [JSON.stringify(hours), hours]));
  return [...different.values()].flatMap((hours) => openIntervals({ hours }, site, dates));
};
