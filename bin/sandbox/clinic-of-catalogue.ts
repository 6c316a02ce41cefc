import { type FittingRoom, roomsThatFit } from '../../shared/catalogue/rooms-that-fit.ts';
import type { Catalogue, Site, VisitType } from '../../shared/domain/catalogue.ts';
import { contains, type Instant, type Interval, MINUTE } from '../../shared/domain/instant.ts';
import { addDays, instantAt, type LocalDate, localDateOf } from '../../shared/domain/local-time.ts';
import { openIntervals } from '../../shared/domain/opening-hours.ts';
import { siteOfVisit } from '../../shared/domain/site-of-visit.ts';
import { type Clinic, type EventType, eventType, type Schedule } from './clinic.ts';
import { demoClinic } from './demo-clinic.ts';

/** Minutes of a visit whose length no one has said: it stands at Cal.com, not in a clinic file. */
const USUAL_LENGTH = 30;
/** Cal.com looks for the next free time no further ahead, in days. */
const AHEAD = 60;
/** Times are offered so many minutes apart, ten o'clock first. */
const STEP = 15;
/** Above every id that a clinic is likely to have at Cal.com. */
const MADE_UP_ID = 900_000_001;

/**
 * The Cal.com side of a clinic file: an event type for each that its visit types name, with its staff as hosts, at the hours
 * in which a room will do. What the file does not say is made up, or taken from the demo clinic where the file names an
 * event type of the demo clinic's. Those that can be booked stand first.
 */
export const clinicOfCatalogue = (catalogue: Catalogue, now: Instant): Clinic => {
  const [first] = catalogue.sites;
  const timeZone = first?.timeZone ?? 'UTC';
  const zoneOf = (site: string): string =>
    catalogue.sites.find(({ id }) => id === site)?.timeZone ?? timeZone;
  const staff = catalogue.practitioners.map(({ id, name, site }) => {
    const known = demoClinic.hosts.find((host) => host.id === id);
    const username = `staff-${id}`;
    const made = { id, name: `Staff ${id}`, email: `${username}@clinic.example`, username };
    return { ...(known ?? made), ...(name === undefined ? {} : { name }), timeZone: zoneOf(site) };
  });
  // A clinic that names no one has its one Site's rooms for anyone who comes.
  const noOne = {
    id: MADE_UP_ID,
    name: 'Staff',
    email: 'staff@clinic.example',
    username: 'staff',
    timeZone,
  };
  const hosts = staff.length > 0 ? staff : [noOne];
  const types = catalogue.visitTypes.flatMap((type) => eventTypesOf(type, catalogue, hosts));
  const taken = new Set<string>();
  const named = types.map((type, index): EventType => {
    const slug = taken.has(type.slug) ? `${type.slug}-${type.id}` : type.slug;
    taken.add(slug);
    return { ...type, slug, id: type.id || MADE_UP_ID + index };
  });
  const bookable = (type: EventType): boolean => type.schedule?.next(now) !== undefined;
  return {
    ...demoClinic,
    timeZone,
    locale: 'en',
    hosts,
    eventTypes: [...named.filter(bookable), ...named.filter((type) => !bookable(type))],
  };
};

/** One for each id; one for each slug beyond those, its id still 0. */
const eventTypesOf = (type: VisitType, catalogue: Catalogue, hosts: Clinic['hosts']): EventType[] => {
  const count = Math.max(type.eventTypeIds.length, type.eventTypeSlugs.length);
  const everywhere = roomsThatFit(catalogue, type);
  const sites = sitesOf(everywhere, catalogue);
  return Array.from({ length: count }, (_, index) => {
    // Several event types for one type of visit are how a clinic offers it in each of its houses.
    const site = sites[index % sites.length] ?? catalogue.sites[0];
    const address = site?.addresses?.[0];
    // Anyone who books at an address is seen there; where no address says so, wherever the host works then.
    const fitting = address === undefined ? everywhere : everywhere.filter((each) => each.site === site);
    const id = type.eventTypeIds[index] ?? 0;
    const slug = type.eventTypeSlugs[index] ?? type.id;
    const known = demoClinic.eventTypes.find((each) => each.id === id && each.slug === slug);
    const preferred = known?.hostIds.filter((each) => hosts.some((host) => host.id === each)) ?? [];
    const hostIds = preferred.length > 0 ? preferred : hosts.map((host) => host.id);
    const made = eventType({
      ...(known ?? { length: USUAL_LENGTH, location: site?.name ?? 'Clinic', title: titleOf(type.id) }),
      ...(address !== undefined && (known === undefined || !NO_ROOM.test(known.location))
        ? { location: address }
        : {}),
      id,
      slug,
      hostIds,
    });
    return { ...made, schedule: scheduleOf(type, fitting, made, catalogue) };
  });
};

/** The Sites with a room for it that someone who works there may use; those with a room at all, if there is no one. */
const sitesOf = (fitting: readonly FittingRoom[], { practitioners }: Catalogue): Site[] => {
  const isStaffed = ({ site, room }: FittingRoom): boolean =>
    practitioners.some(
      ({ id, site: own, alsoAt = [] }) =>
        (room.practitioners?.includes(id) ?? true) &&
        [own, ...alsoAt.map((each) => each.site)].includes(site.id),
    );
  const staffed = fitting.filter(isStaffed);
  return [...new Set((staffed.length > 0 ? staffed : fitting).map(({ site }) => site))];
};

const titleOf = (id: string): string => {
  const words = id.replaceAll(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** When a room that has what the type needs is open, for someone who works at its Site then and may use it. */
const scheduleOf = (
  type: VisitType,
  fitting: readonly FittingRoom[],
  { length, hostIds, location }: Pick<EventType, 'length' | 'hostIds' | 'location'>,
  catalogue: Catalogue,
): Schedule => {
  // What takes no room may be at any time; it is looked for where it would be otherwise.
  const takesRoom = !NO_ROOM.test(location);
  const timeZone = fitting[0]?.site.timeZone ?? catalogue.sites[0]?.timeZone ?? 'UTC';
  // Where nothing else tells, the address does.
  const only = catalogue.sites.every(({ addresses = [] }) => addresses.length > 0)
    ? fitting[0]?.site.id
    : undefined;
  const openAround = (date: LocalDate, { site, room }: FittingRoom): Interval[] =>
    openIntervals(room, site, [addDays(date, -1), date, addDays(date, 1)]);
  const mayBeSeen = ({ site, room }: FittingRoom, start: Instant, hostId: number): boolean =>
    (room.practitioners === undefined || room.practitioners.includes(hostId)) &&
    (siteOfVisit(catalogue, { visitType: type, practitionerId: hostId, start })?.id ?? only) === site.id;
  const takes = (start: Instant, end: Instant, hostId: number): boolean =>
    !takesRoom ||
    fitting.some(
      (each) =>
        openAround(localDateOf(start, each.site.timeZone), each).some((open) =>
          contains(open, { start, end }),
        ) && mayBeSeen(each, start, hostId),
    );
  const onDate = (date: LocalDate): { start: Instant; hostId: number } | undefined => {
    const open = fitting.flatMap((each) => openAround(date, each));
    for (const time of TIMES_OF_DAY) {
      const start = instantAt(date, time, timeZone);
      const visit = { start, end: start + length * MINUTE };
      if (takesRoom && !open.some((hours) => contains(hours, visit))) continue;
      const hostId = hostIds.find((id) => takes(visit.start, visit.end, id));
      if (hostId !== undefined) return { start, hostId };
    }
    return undefined;
  };
  const next = (now: Instant): { start: Instant; hostId: number } | undefined => {
    if (takesRoom && fitting.length === 0) return undefined;
    const today = localDateOf(now, timeZone);
    for (let ahead = 1; ahead <= AHEAD; ahead += 1) {
      const found = onDate(addDays(today, ahead));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return { timeZone, takes, next };
};

/** Locations that are no place: video, an address on the web, a telephone number. */
const NO_ROOM = /^(integrations:|https?:|\+?\d[\d ]+$)/;

/** Ten o'clock and what follows it, then what comes before. */
const TIMES_OF_DAY = ((): string[] => {
  const times = Array.from({ length: (24 * 60) / STEP }, (_, index) => {
    const minutes = index * STEP;
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  });
  return [...times.filter((time) => time >= '10:00'), ...times.filter((time) => time < '10:00')];
})();
