import type { SiteEntry } from '../../shared/domain/catalogue.ts';
import { addDays, isLocalDate, type LocalDate, localDateOf } from '../../shared/domain/local-time.ts';
import type { Clinic } from '../../shared/ledger/clinic.ts';
import { BadUsage, countOf, needed, textOf } from './command.ts';

type Values = Parameters<typeof needed>[0];

/** `--site`, `--days` and `--until` of a command that looks back, before anything is asked of the Ledger. */
export const datesAsked = (values: Values, usualDays: number) => {
  const siteId = needed(values, 'site');
  const days = countOf(values, 'days', usualDays);
  const until = textOf(values, 'until');
  if (until !== undefined && !isLocalDate(until))
    throw new BadUsage(`--until ${until}: not a date like 2027-03-01`);
  return { siteId, days, until };
};

type DatesOfSite = {
  readonly site: SiteEntry;
  readonly from: LocalDate;
  readonly until: LocalDate;
  readonly dates: readonly LocalDate[];
};

/**
 * The dates of a Site that are meant; `agoLast` and `agoFirst`: the last of them unless said, and the first of which
 * anything is kept, in days before today; `kept`: how many are kept, in words for people.
 */
export const datesOfSite = async (
  clinic: Clinic,
  { siteId, days, until: asked }: ReturnType<typeof datesAsked>,
  { kept, agoLast, agoFirst }: { readonly kept: number; readonly agoLast: number; readonly agoFirst: number },
): Promise<DatesOfSite> => {
  const { sites } = await clinic.catalogue();
  const site = sites.find(({ id }) => id === siteId);
  if (site === undefined)
    throw new BadUsage(`--site ${siteId}: there are ${sites.map(({ id }) => id).join(', ')}`);
  const today = localDateOf(Date.now(), site.timeZone);
  const until = asked ?? addDays(today, -agoLast);
  const from = addDays(until, 1 - days);
  if (from < addDays(today, -agoFirst))
    throw new BadUsage(`--until ${until}: of ${from} nothing is kept, only of ${kept} days`);
  return { site, from, until, dates: Array.from({ length: days }, (_, index) => addDays(from, index)) };
};
