import {
  type CalSchedules,
  hoursOf,
  type OfferedTypeAtCal,
  type ScheduleAtCal,
} from '../calcom/cal-schedules.ts';
import type { CatalogueIndex, CredentialName } from '../domain/catalogue.ts';
import type { Instant } from '../domain/instant.ts';
import type { Ledger } from '../domain/ledger.ts';
import { reasonsOf } from '../reasons-of.ts';
import { addMirror, amendMirror, forgetMirror, type Mirror, readMirror } from './mirrors.ts';
import { CannotBe, type Owners, ownersOf, sure, typeOfOwner } from './owners.ts';
import { besideTheirs, textsOfUs } from './send-mirror.ts';
import { termsOf, wantedTypes } from './wanted-types.ts';

type SetUpDependencies = {
  readonly ledger: Ledger;
  readonly cal: CalSchedules;
  readonly now: () => Instant;
  /** Without it nothing is changed, neither at Cal.com nor here. */
  readonly write: boolean;
};

/** What became, or would become, of one event type. */
export type SetUp = {
  readonly eventTypeId: number;
  readonly done: string;
  readonly failed: boolean;
  /** The schedules that it has, and would have. */
  readonly former?: number | null;
  readonly ours?: number;
};

/** Gives each event type that is to be offered only with a room a schedule of its own, the same as the one it has. */
export const setUpAvailability = async (
  deps: SetUpDependencies,
  catalogue: CatalogueIndex,
): Promise<readonly SetUp[]> => {
  const owners = await ownersOf(deps, catalogue);
  const found: SetUp[] = [];
  for (const eventTypeId of wantedTypes(catalogue, 'only-with-room'))
    found.push(await oneByOne(eventTypeId, () => setUp(deps, owners, eventTypeId)));
  return found;
};

/** Gives each of these event types back the schedule that it had, and removes ours. */
export const undoAvailability = async (
  deps: SetUpDependencies,
  eventTypeIds: readonly number[],
): Promise<readonly SetUp[]> => {
  const found: SetUp[] = [];
  for (const eventTypeId of eventTypeIds)
    found.push(await oneByOne(eventTypeId, () => undo(deps, eventTypeId)));
  return found;
};

const oneByOne = async (
  eventTypeId: number,
  work: () => Promise<Omit<SetUp, 'eventTypeId' | 'failed'>>,
): Promise<SetUp> => {
  try {
    return { eventTypeId, failed: false, ...(await work()) };
  } catch (error) {
    const done = error instanceof CannotBe ? error.message : `${reasonsOf(error)}; run it again`;
    return { eventTypeId, failed: true, done };
  }
};

const setUp = async (
  deps: SetUpDependencies,
  owners: Owners,
  eventTypeId: number,
): Promise<Omit<SetUp, 'eventTypeId' | 'failed'>> => {
  const { cal, ledger, write } = deps;
  const { type, credential } = await typeOfOwner(deps, owners, eventTypeId);
  const at = type.scheduleId ?? null;
  const known = (await readMirror(ledger, eventTypeId))?.mirror;
  if (known !== undefined && known.ours === at) {
    const { former, ours } = known;
    if (known.credential === credential) return { done: `is right: schedule ${at} is ours`, former, ours };
    if (write) await amendMirror(ledger, eventTypeId, (found) => ({ ...found, credential }));
    const done = `${write ? 'is' : 'would be'} written with the key ${credential}${write ? ' from now on' : ', with --yes'}: schedule ${at} is ours`;
    return { done, former, ours };
  }
  const source = sure(
    `its schedule ${at ?? '(the owner’s default)'}`,
    await cal.schedule(at, credential),
    'where there is no schedule it can be booked at any time; give it one at Cal.com first',
  );
  const name = nameOf(type);
  const all = sure('the schedules', await cal.schedules(credential));
  const made = all.find(({ id }) => id === known?.ours) ?? all.find((each) => each.name === name);
  if (source.id === made?.id)
    throw new CannotBe(
      `it already has the schedule “${name}”, and what it had before is not known here: give it the one it should have at Cal.com first`,
    );
  const had = at === null ? 'the owner’s default schedule' : `schedule ${at}`;
  if (!write)
    return {
      done: `would get the schedule “${name}” in place of ${had}, with --yes`,
      former: at,
      ...(made === undefined ? {} : { ours: made.id }),
    };
  // One that is taken up again may have in it what someone else has written there.
  const beside =
    made === undefined || known?.ours !== made.id
      ? undefined
      : besideTheirs(hoursOf(source), hoursOf(made), [...textsOfUs(known), known.source]);
  const ours =
    made === undefined
      ? sure('a schedule of ours', await cal.make(name, source, credential))
      : sure('our schedule', await cal.write(made.id, beside?.wanted ?? source, credential));
  // Known here before the event type has it: anyone who is cut off in between can take it back.
  const fresh = freshMirror(type, { at, ours, source, credential }, deps.now());
  await addMirror(ledger, {
    ...fresh,
    ...(beside && { written: beside.own(fresh.written), foreign: [...beside.foreign] }),
  });
  const pointed = sure('the event type', await cal.pointAt(eventTypeId, ours.id, credential));
  if (pointed.scheduleId !== ours.id)
    throw new CannotBe(`Cal.com took the schedule ${ours.id} and shows ${pointed.scheduleId ?? 'none'}`);
  return { done: `has the schedule ${ours.id} in place of ${had}`, former: at, ours: ours.id };
};

const freshMirror = (
  type: OfferedTypeAtCal,
  {
    at,
    ours,
    source,
    credential,
  }: { at: number | null; ours: ScheduleAtCal; source: ScheduleAtCal; credential: CredentialName },
  now: Instant,
): Mirror => ({
  eventTypeId: type.id,
  credential,
  ownerId: source.ownerId,
  former: at,
  ours: ours.id,
  source: hoursOf(source),
  terms: termsOf(type),
  readAt: now,
  wanted: source.overrides,
  written: hoursOf(ours),
  attempts: [],
  formerly: [],
  rightAt: now,
  foreign: [],
});

const nameOf = ({ slug, id }: OfferedTypeAtCal): string => `Rooms for ${slug} (${id})`;

const undo = async (
  deps: SetUpDependencies,
  eventTypeId: number,
): Promise<Omit<SetUp, 'eventTypeId' | 'failed'>> => {
  const { cal, ledger, write } = deps;
  const known = (await readMirror(ledger, eventTypeId))?.mirror;
  if (known === undefined) throw new CannotBe('it has no schedule of ours');
  const { credential, ours, former } = known;
  const told = await cal.eventType(eventTypeId, credential);
  const at = told.kind === 'gone' ? undefined : (sure('the event type', told).scheduleId ?? null);
  const back = former === null ? 'the owner’s default schedule' : `schedule ${former}`;
  if (!write)
    return {
      done:
        at === ours
          ? `would have ${back} again, with --yes`
          : 'has another schedule already: ours would be removed, with --yes',
      former,
      ours,
    };
  if (at === ours) {
    const pointed = sure('the event type', await cal.pointAt(eventTypeId, former, credential));
    if ((pointed.scheduleId ?? null) !== former)
      throw new CannotBe(`it was given ${back} again, and shows ${pointed.scheduleId ?? 'none'}`);
  }
  const others = sure('the event types', await cal.eventTypes(credential)).filter(
    ({ scheduleId }) => scheduleId === ours,
  );
  if (others.length > 0)
    throw new CannotBe(
      `${at === ours ? `it has ${back} again, but our` : 'our'} schedule ${ours} is also that of ${others.map(({ slug }) => slug).join(', ')}: give these another one, then run it again`,
    );
  const removed = await cal.remove(ours, credential);
  if (removed.kind !== 'gone') sure('our schedule', removed);
  await forgetMirror(ledger, eventTypeId);
  return {
    done: at === ours ? `has ${back} again` : 'has another schedule already: ours is removed',
    former,
    ours,
  };
};
