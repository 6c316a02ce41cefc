import { roomsThatFit } from '../../shared/catalogue/rooms-that-fit.ts';
import { type Catalogue, type Site, visitTypeOf } from '../../shared/domain/catalogue.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { siteOfVisit } from '../../shared/domain/site-of-visit.ts';
import type { Clinic, EventType } from '../sandbox/clinic.ts';

/** What to type first at the sandbox of a clinic, one command with its meaning a line. Each of them does what it says. */
export const firstSteps = (catalogue: Catalogue, clinic: Clinic, now: Instant): string[] => {
  const [first] = clinic.eventTypes;
  if (first === undefined)
    return ['(the clinic file names no event type of Cal.com: there is nothing to book)'];
  if (first.schedule !== undefined && first.schedule.next(now) === undefined)
    return ['(no room of the clinic file takes any of its visit types: npm run catalogue -- check says why)'];
  const scarce = clinic.eventTypes.find((type) => type !== first && roomsFor(catalogue, type) === 1);
  return [
    firstBooking(siteOf(catalogue, first, now)),
    ...(scarce === undefined
      ? []
      : [line(`npm run book -- --type ${scarce.slug}`, 'a visit that only one room can take')]),
  ];
};

/** At a Site that tells Cal.com at once the room can be waited for; at another it is seen on the board. */
const firstBooking = (site: Site | undefined): string => {
  if (site === undefined || (site.publishing === 'on' && site.announcing === 'immediately'))
    return line('npm run book -- --watch', 'book a visit, and see its room arrive at Cal.com');
  const reason =
    site.publishing === 'on'
      ? 'patients are told later, see "announcing"'
      : `"publishing" is ${site.publishing}`;
  return line('npm run book', `book a visit, and see its room on the board (${reason})`);
};

const siteOf = (catalogue: Catalogue, type: EventType, now: Instant): Site | undefined => {
  const visitType = visitTypeOf(catalogue, { eventTypeId: type.id, eventTypeSlug: type.slug });
  const next = type.schedule?.next(now) ?? { start: now, hostId: type.hostIds[0] };
  const found = siteOfVisit(catalogue, { visitType, practitionerId: next.hostId, start: next.start });
  return catalogue.sites.find(({ id }) => id === found?.id);
};

const roomsFor = (catalogue: Catalogue, type: EventType): number => {
  const visitType = visitTypeOf(catalogue, { eventTypeId: type.id, eventTypeSlug: type.slug });
  return visitType === undefined ? 0 : roomsThatFit(catalogue, visitType).length;
};

const line = (command: string, meaning: string): string => `${command.padEnd(42)}  ${meaning}`;
