import type { SiteEntry } from './catalogue.ts';
import type { Instant } from './instant.ts';
import { addDays, dayInterval, type LocalDate, localDateOf } from './local-time.ts';

/** The last date, seen from an instant, whose plan is kept in order. */
export const lastPlanned = (site: SiteEntry, now: Instant): LocalDate =>
  addDays(localDateOf(now, site.timeZone), site.policy.horizonDays);

/** The instant from which a date's plan is kept in order: the first midnight from which it is within the horizon. */
export const plannedFrom = (site: SiteEntry, date: LocalDate): Instant =>
  dayInterval(addDays(date, -site.policy.horizonDays), site.timeZone).start;
