import { writeFile } from 'node:fs/promises';
import type { SiteEntry } from '../../shared/domain/catalogue.ts';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { addDays, isLocalDate, type LocalDate, localDateOf } from '../../shared/domain/local-time.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { readProblem } from '../../shared/replanning/read-problem.ts';
import { BadUsage, textOf, type Values } from '../admin/command.ts';
import { connect } from '../admin/connect.ts';
import { dayOfProblem } from '../day-file/day-of-problem.ts';
import { withVisitCodes } from '../day-file/with-visit-codes.ts';

/** Days ahead in which a Day with visits is looked for. */
const AHEAD = 60;

/** Writes one Day of a running system as a Day file, and answers what was written; `path` is made up where none is given. @throws BadUsage */
export const exportDay = async (values: Values, path: string | undefined): Promise<string> => {
  const { ledger, cal, digests, patchMs: spacingMs } = connect(values);
  const clinic = new Clinic(ledger, Date.now, cal.words);
  const site = siteNamed((await clinic.catalogue()).sites, textOf(values, 'site'));
  const date = dateNamed(textOf(values, 'date')) ?? (await nextWithVisits(ledger, site));
  const state = await clinic.site(site);
  const read = await readProblem({ ledger, now: Date.now, spacingMs }, state, date);
  const problem = withVisitCodes(read.problem, (await digests()).visit);
  const file = path ?? `${site.id}-${date}.json`;
  await writeFile(file, `${JSON.stringify(dayOfProblem(problem, state.site), null, 2)}\n`);
  return (
    `${file}: ${site.id} on ${date}, ${problem.rooms.length} rooms, ${problem.bookings.length} bookings.\n` +
    `Plan it: npm run plan -- ${file}`
  );
};

const siteNamed = (sites: readonly SiteEntry[], id: string | undefined): SiteEntry => {
  const found = id === undefined && sites.length === 1 ? sites[0] : sites.find((site) => site.id === id);
  if (found !== undefined) return found;
  const known = sites.map((site) => site.id).join(', ');
  throw new BadUsage(id === undefined ? `--site is one of ${known}` : `--site: "${id}" is none of ${known}`);
};

const dateNamed = (text: string | undefined): LocalDate | undefined => {
  if (text !== undefined && !isLocalDate(text)) throw new BadUsage(`--date: "${text}" is no date`);
  return text;
};

/** The first Day from today on with a visit still to come; today where there is none. */
const nextWithVisits = async (ledger: Ledger, { id, timeZone }: SiteEntry): Promise<LocalDate> => {
  const now = Date.now();
  const today = localDateOf(now, timeZone);
  for (let days = 0; days <= AHEAD; days += 1) {
    const { date, roomDays, waiting } = await ledger.readDay(id, addDays(today, days));
    const visits = [...waiting, ...roomDays.flatMap((each) => Object.values(each.occupancies))];
    if (visits.some((visit) => visit.end > now)) return date;
  }
  return today;
};
