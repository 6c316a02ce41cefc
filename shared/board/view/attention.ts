import type { FeedTrouble } from '../../availability/feeds.ts';
import type { Mirror, MirrorTrouble } from '../../availability/mirrors.ts';
import { boundedText } from '../../calcom/location-text.ts';
import { isForWant } from '../../domain/admit.ts';
import type { BookingUid, LiveFact } from '../../domain/booking-event.ts';
import { inputsOf, practitionerOf } from '../../domain/booking-facts.ts';
import type { BookingRecord } from '../../domain/booking-record.ts';
import type { CredentialName, PublishingMode, Site } from '../../domain/catalogue.ts';
import type { Day, DayRoom, Occupancy } from '../../domain/day.ts';
import { DayTable } from '../../domain/day-table.ts';
import { bookingOf, decide } from '../../domain/decide.ts';
import { doubtAbout } from '../../domain/doubt-about.ts';
import { gentle, hasArrived, isForStaffToMove } from '../../domain/encounter.ts';
import { isInForce, type Refusal, refusalsOf } from '../../domain/hard-rules.ts';
import { TOO_LONG } from '../../domain/ignore-reason.ts';
import { admitForStaff } from '../../domain/in-its-room.ts';
import { type Instant, toIso } from '../../domain/instant.ts';
import { localDateOf } from '../../domain/local-time.ts';
import { notOverruled } from '../../domain/overrule.ts';
import { driftOf, lastText } from '../../domain/publication.ts';
import { GONE_AT_CAL_COM } from '../../domain/publication-reasons.ts';
import { roomLabel } from '../../domain/room-name.ts';
import { isToldInPerson } from '../../domain/room-of.ts';
import { arrivedWaiting } from '../../domain/visit-progress.ts';
import type { BetterPlan } from '../../replanning/better-plan.ts';
import { ATTENTION_KINDS, type AttentionDraft, type AttentionItem, type Unknown } from '../attention-item.ts';
import { attentionWords } from './attention-words.ts';
import { isManualEditOpen, isMovedOnTheWay, publicationStatus } from './publication-status.ts';

export type AttentionMaterial = {
  readonly day: Day;
  readonly publishing: PublishingMode;
  readonly records: ReadonlyMap<BookingUid, BookingRecord>;
  /** Visits that the last plan of the Day could not have told in time. */
  readonly tellInPerson: readonly BookingUid[];
  /** A plan that is there to be taken in place of the last one. */
  readonly better: BetterPlan | undefined;
  readonly credentialsRefused: readonly { readonly credential: CredentialName; readonly status: number }[];
  readonly keysListingNothing: readonly CredentialName[];
  /** Schedules and calendars of ours at Cal.com with which something is wrong. */
  readonly offers: readonly (Pick<Mirror, 'eventTypeId' | 'foreign'> & {
    /** `unreadable`: what stands here of it. */
    readonly trouble?: MirrorTrouble | FeedTrouble | 'unreadable' | undefined;
  })[];
  /** Bookings of no Site: the clinic file does not know their event type, or their host. */
  readonly unmapped: readonly BookingRecord[];
  readonly now: Instant;
};

/** All that needs a person: those who wait for the soonest visit first. */
export const attentionOf = (material: AttentionMaterial): AttentionItem[] => {
  const live = [...material.records.values()].flatMap((record) =>
    record.fact.status !== 'ended' && record.fact.end > material.now && record.siteId === material.day.site.id
      ? [{ ...record, fact: record.fact }]
      : [],
  );
  const items: AttentionDraft[] = [
    ...waiting(material),
    ...live.flatMap((record) => ofBooking(record, material)),
    ...drifted(material),
    ...notInFile(material),
    ...inRooms(material),
  ];
  if (material.better !== undefined && material.now < material.better.until) {
    const { id, fewerTold, fewerWaiting } = material.better;
    const better = { id, fewerTold, fewerWaiting };
    items.push({ kind: 'better-plan', others: [], better, resolve: ['take-better-plan'] });
  }
  for (const { credential, status } of material.credentialsRefused)
    items.push({
      kind: 'credential-refused',
      others: [],
      credential,
      reason: String(status),
      resolve: ['renew-credential'],
    });
  for (const credential of material.keysListingNothing)
    items.push({ kind: 'key-lists-nothing', others: [], credential, resolve: [] });
  const today = localDateOf(material.now, material.day.site.timeZone);
  for (const { eventTypeId, trouble, foreign } of material.offers) {
    if (trouble !== undefined)
      items.push({ kind: 'offer-stopped', others: [], eventTypeId, reason: trouble, resolve: [] });
    const toCome = foreign.filter((date) => date >= today);
    if (toCome.length > 0)
      items.push({
        kind: 'offer-overridden',
        others: [],
        eventTypeId,
        reason: toCome.join(', '),
        resolve: [],
      });
  }
  const rank = (item: AttentionDraft): number => ATTENTION_KINDS.indexOf(item.kind);
  return items
    .sort((a, b) => rank(a) - rank(b) || (a.at ?? 0) - (b.at ?? 0) || compare(a.booking, b.booking))
    .map(({ at, ...item }) => {
      const start = at === undefined ? {} : { start: toIso(at) };
      return { ...item, ...start, words: attentionWords({ ...item, ...calledIn(material, item) }) };
    });
};

/** The room as the sentence about it names it. */
const calledIn = (
  { day }: AttentionMaterial,
  { room: id }: Pick<AttentionItem, 'room'>,
): { room?: string } => {
  const room = day.site.rooms.find((each) => each.id === id);
  return room === undefined ? {} : { room: roomLabel(room, day.site) };
};

type Live = BookingRecord & { readonly fact: LiveFact };

/** Bookings to come that get no room because the clinic file knows nothing of them: one item for each thing to add to it. */
const notInFile = ({ day, unmapped, now }: AttentionMaterial): AttentionDraft[] => {
  const groups = Map.groupBy(
    unmapped.filter(
      ({ fact, placement, siteId }) =>
        fact.status !== 'ended' &&
        fact.start > now &&
        isForWant(placement) &&
        (siteId === undefined || siteId === day.site.id),
    ),
    (record) => JSON.stringify(unknownIn(record)),
  );
  return [...groups.values()].map((records) => ({
    kind: 'not-in-file',
    others: [],
    count: records.length,
    unknown: unknownIn(records[0] as BookingRecord),
    at: Math.min(...records.flatMap(({ fact }) => (fact.status === 'ended' ? [] : fact.start))),
    resolve: [],
  }));
};

const unknownIn = (record: BookingRecord): Unknown => {
  const reason = record.placement.kind === 'ignored' ? record.placement.reason : undefined;
  if (reason === 'address-of-no-site') return { what: 'address' };
  if (reason === 'no-site') {
    const id = practitionerOf(record);
    return { what: 'practitioner', ...(id === undefined ? {} : { id }) };
  }
  const { eventTypeId: id, eventTypeSlug: slug } = inputsOf(record);
  return { what: 'event-type', ...(id === undefined ? {} : { id }), ...(slug === undefined ? {} : { slug }) };
};

const waiting = ({ day, records, now }: AttentionMaterial): AttentionDraft[] =>
  day.waiting
    .filter((each) => isInForce(each, now) && each.end > now && !isResolved(records.get(each.uid), day.site))
    .map((each): AttentionDraft => {
      const booking = bookingOf(each, day);
      const decision = booking && decide(booking, day, now);
      const refusals: Refusal[] = decision?.kind === 'wait' ? Object.values(decision.rejections) : [];
      const rejections: Record<string, number> = {};
      for (const { rejection } of refusals) rejections[rejection] = (rejections[rejection] ?? 0) + 1;
      const record = records.get(each.uid);
      const reads = roomRead(record, day.site);
      const here = mayArrive(record, now) ? ['arrived'] : [];
      return {
        booking: each.uid,
        at: each.start,
        others: [...new Set(refusals.flatMap((refusal) => refusal.heldBy ?? []))].sort(),
        rejections,
        ...(reads === undefined
          ? { kind: 'waiting', resolve: ['move-to', 'arranged-by-hand', 'told-in-person', ...here] }
          : { kind: 'reads-a-room', reads, resolve: ['move-to', 'told-in-person', ...here] }),
      };
    });

/** Whether it can be said that the patient of one that waits stands at the desk. */
const mayArrive = (record: BookingRecord | undefined, now: Instant): boolean =>
  record !== undefined &&
  record.fact.status !== 'ended' &&
  typeof arrivedWaiting({ ...record, fact: record.fact }, now) === 'object';

/**
 * The room that a patient without one reads at Cal.com, where no other text is on its way: there is none, or no one may be
 * told. `undefined` where staff have told them.
 */
const roomRead = (record: BookingRecord | undefined, { fallbackLocation }: Site): string | undefined => {
  if (record === undefined || isToldInPerson(record)) return undefined;
  if (record.publication.state.kind === 'queued') return undefined;
  const text = lastText(record.publication);
  return text === undefined || text === boundedText(fallbackLocation ?? '') ? undefined : text;
};

/**
 * Staff have told the patient that there is no room, or found another place: then anyone who reads of a room still has to be
 * told.
 */
const isResolved = (record: BookingRecord | undefined, site: Site): boolean =>
  record !== undefined &&
  (isToldInPerson(record) || (record.arrangedByHand === true && roomRead(record, site) === undefined));

const ofBooking = (
  record: Live,
  { day, publishing, tellInPerson, now }: AttentionMaterial,
): AttentionDraft[] => {
  const { uid, placement, publication, unknownEquipment, equipmentSeen = [] } = record;
  const about = {
    booking: uid,
    ...(placement.kind === 'roomed' ? { room: placement.roomId } : {}),
    at: record.fact.start,
    others: [],
  };
  const items: AttentionDraft[] = [];
  const state = publicationStatus(record, day);
  const told = isToldInPerson(record);
  if (publication.state.kind === 'parked' && !told) {
    const { reason } = publication.state;
    const resolve =
      reason === GONE_AT_CAL_COM
        ? ['adopt-theirs', 'retry-publication']
        : ['retry-publication', 'told-in-person'];
    items.push({ kind: 'parked', ...about, reason, resolve });
  }
  // While nothing is sent, the list is there to be read: it goes away when publishing goes on.
  if (state === 'shadow')
    items.push({ kind: 'shadow', ...about, resolve: publishing === 'on' ? ['send-shadow'] : [] });
  if (isManualEditOpen(record)) {
    const reason = driftOf(publication)?.reason;
    items.push({
      kind: 'manual-edit',
      ...about,
      ...(reason === undefined ? {} : { reason: reason }),
      resolve: reason === 'not-a-place' ? ['adopt-theirs'] : ['adopt-theirs', 're-assert-ours'],
    });
  }
  if (
    record.noShow?.value &&
    placement.kind === 'roomed' &&
    record.fact.start <= now &&
    !isForStaffToMove(record.progress)
  )
    items.push({
      kind: 'no-show',
      ...about,
      reason: 'said-at-cal-com',
      resolve: ['arrived', 'no-show'],
    });
  // Only that there is something: what people type there is theirs, and stands at Cal.com.
  if (unknownEquipment.some((each) => !equipmentSeen.includes(each)))
    items.push({ kind: 'unknown-equipment', ...about, resolve: ['acknowledge-equipment', 'move-to'] });
  const doubt = doubtAbout(record, day.catalogue);
  if (doubt !== undefined)
    items.push({
      kind: 'in-doubt',
      ...about,
      reason: doubt,
      resolve: [
        ...(placement.kind === 'roomed' ? ['pin'] : []),
        'move-to',
        // What a visit of an unknown type needs is not known, so that no room there is known to do.
        ...(doubt !== 'event-type-unmapped' && day.catalogue.sites.length > 1 ? ['move-to-site'] : []),
      ],
    });
  const { seats } = publication;
  if (seats !== undefined && seats.late > 0 && placement.kind === 'roomed' && publication.again === undefined)
    items.push({
      kind: 'late-joiners',
      ...about,
      seats: { late: seats.late, taken: seats.taken },
      resolve: ['tell-again'],
    });
  const noMailInTime = tellInPerson.includes(uid) || isMovedOnTheWay(record, day);
  if (noMailInTime && record.fact.start > now && !told)
    items.push({ kind: 'tell-in-person', ...about, resolve: ['told-in-person', 'move-to'] });
  const refusal =
    record.pinned || doubt || isStillHere(record) ? refusalInPlace(record, day, now) : undefined;
  if (refusal !== undefined)
    items.push({
      kind: 'room-unusable',
      ...about,
      others: refusal.heldBy ?? [],
      reason: refusal.rejection,
      resolve: record.pinned ? ['unpin', 'move-to'] : ['move-to'],
    });
  return items;
};

/** The patient is in the clinic: nothing is moved for them but by staff. */
const isStillHere = ({ progress }: Live): boolean =>
  hasArrived(progress) && progress?.finishedAt === undefined;

/** Bookings that Cal.com knows otherwise than we do, ended ones among them. */
const drifted = ({ records, day, now }: AttentionMaterial): AttentionDraft[] =>
  [...records.values()].flatMap((record): AttentionDraft[] => {
    const { state } = record.publication;
    if (record.siteId !== day.site.id || state.kind !== 'drift') return [];
    const { fact } = record;
    const isTooLong = state.reason === TOO_LONG;
    // Cal.com lists no visit that is over: a 404 that was wrong could not be taken back, and frees nothing any more.
    const endsWithIt = isTooLong || state.reason === GONE_AT_CAL_COM;
    if (endsWithIt && fact.status !== 'ended' && fact.end <= now) return [];
    return [
      {
        kind: 'drift',
        booking: record.uid,
        ...(fact.status === 'ended' ? {} : { at: fact.start }),
        others: [],
        reason: state.reason,
        // A tombstone holds: anyone who wants that visit books it anew.
        // One that is too long is put right at Cal.com alone.
        resolve: isTooLong
          ? []
          : fact.status !== 'ended' && state.reason === GONE_AT_CAL_COM
            ? ['adopt-theirs', 're-assert-ours']
            : ['re-assert-ours'],
      },
    ];
  });

/** Why the room of a pinned booking will not do: its Occupancy is judged as it was written. */
const refusalInPlace = (record: Live, day: Day, now: Instant): Refusal | undefined => {
  const { placement, fact } = record;
  const table = new DayTable(day, now);
  const room = placement.kind === 'roomed' ? table.room(placement.roomId) : undefined;
  // One of another day is judged there.
  if (placement.kind !== 'roomed' || room?.occupancies.every((each) => each.uid !== record.uid))
    return undefined;
  if (room === undefined) return { rejection: 'closed', detail: 'not-in-catalogue' };
  const admission = admitForStaff({ ...record, fact }, day.catalogue, now);
  if (admission.kind === 'ignored') return undefined;
  table.lift(record.uid);
  const span = { start: placement.from, end: placement.to };
  const broken = refusalsOf({ ...table.candidate(admission.booking, room), span });
  return notOverruled(broken, room.room, record.overruled)[0];
};

const inRooms = ({ day, records, now }: AttentionMaterial): AttentionDraft[] => {
  // Where no one says when visits begin, a visit that has not been said to have begun is none that has not.
  const isSaid = day.rooms.some((room) => room.occupancies.some((each) => hasArrived(each.progress)));
  const patience = gentle(day.site.policy, 'noShowMinutes');
  return day.rooms.flatMap((room) =>
    room.occupancies
      .filter((each) => each.roomId === room.room.id && isInForce(each, now) && each.end > now)
      .flatMap((each) => [
        ...startsLate(each, room),
        ...(isSaid && !records.get(each.uid)?.noShow?.value ? noShow(each, room, now - patience) : []),
      ]),
  );
};

const startsLate = (occupancy: Occupancy, { room, blocks }: DayRoom): AttentionDraft[] =>
  blocks
    .filter((each) => each.reason === 'overrun' && each.uid !== occupancy.uid)
    .filter((each) => each.start < occupancy.to && occupancy.from < (each.end ?? 0))
    .map((each) => ({
      kind: 'starts-late',
      booking: occupancy.uid,
      room: room.id,
      at: occupancy.start,
      others: each.uid === undefined ? [] : [each.uid],
      resolve: ['move-to', 'swap-with'],
    }));

/** No one has come for a visit that was to begin by then: a question, and its room is not let go before it is answered. */
const noShow = (
  { uid, start, progress }: Occupancy,
  { room }: DayRoom,
  startedBefore: Instant,
): AttentionDraft[] =>
  !isForStaffToMove(progress) && start <= startedBefore
    ? [
        {
          kind: 'no-show',
          booking: uid,
          room: room.id,
          at: start,
          others: [],
          resolve: ['arrived', 'no-show'],
        },
      ]
    : [];

const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0);
