import { halfDayOf } from '../../shared/domain/half-days.ts';
import type { PractitionerSession } from '../../shared/domain/plan/problem/problem.ts';
import type { DayFile } from './day-file.ts';

/**
 * The practitioners' sessions: those that are written; of a practitioner for which none is, the half-days in which they
 * have visits.
 */
export const sessionsOfDay = (day: DayFile): readonly PractitionerSession[] => {
  const { timeZone } = day.site;
  const known = new Map(day.practitioners.map((practitioner) => [practitioner.id, practitioner]));
  const rules = (
    practitioner: string,
    own: { rooms?: number | undefined; pod?: string[] | undefined } = {},
  ) => {
    const usual = known.get(practitioner);
    const pod = own.pod ?? usual?.pod;
    return {
      practitioner,
      rooms: own.rooms ?? usual?.rooms ?? pod?.length ?? 1,
      ...(pod === undefined ? {} : { pod }),
    };
  };
  const written = day.sessions.map((session) => ({
    ...rules(session.practitioner, session),
    start: Date.parse(session.start),
    end: Date.parse(session.end),
  }));
  const told = new Set(day.sessions.map(({ practitioner }) => practitioner));
  const halves = new Map<string, PractitionerSession>();
  for (const { practitioner, start } of day.bookings) {
    if (practitioner === undefined || told.has(practitioner)) continue;
    const half = halfDayOf(Date.parse(start), timeZone);
    halves.set(`${half.start} ${practitioner}`, { ...rules(practitioner), ...half });
  }
  return [...written, ...halves.values()];
};
