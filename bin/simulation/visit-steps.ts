import { moveVisit } from '../../shared/board/commands/move-visit.ts';
import { recordProgress } from '../../shared/board/commands/record-progress.ts';
import { undoAction } from '../../shared/board/commands/undo-action.ts';
import type { LiveRecord } from '../../shared/domain/booking-record.ts';
import type { Chance } from '../../shared/domain/chance.ts';
import { isForStaffToMove } from '../../shared/domain/encounter.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { progressSaidByStaff, type SaidByStaff } from '../../shared/domain/visit-progress.ts';
import { isWalkIn } from '../../shared/domain/walk-in.ts';
import type { SimulatedClinic } from './simulated-clinic.ts';

/** What staff may say of a visit, the usual more often; what cannot be said of it they are told. */
const SAID: readonly SaidByStaff[] = [
  { do: 'arrived' },
  { do: 'arrived' },
  { do: 'arrived' },
  { do: 'in-room' },
  { do: 'in-room' },
  { do: 'started' },
  { do: 'finished-early' },
  { do: 'no-show' },
  { do: 'running-late', minutes: 10 },
  { do: 'running-late', minutes: 45 },
];
/** Nothing is said of a visit that is further away than this: it would be refused. */
const SOON_MS = 2 * 60 * 60_000;

/** How often something was said and taken in. */
export type StepCounts = { arrivals: number; noShows: number; lates: number };

const COUNTED: Partial<Record<SaidByStaff['do'], keyof StepCounts>> = {
  arrived: 'arrivals',
  'no-show': 'noShows',
  'running-late': 'lates',
};

const pick = <T>(items: readonly T[], chance: Chance): T | undefined =>
  items[Math.floor(chance() * items.length)];

/** Staff say how far patients are, take it back, and move those who are here, by the commands that the board has for it. */
export class VisitSteps {
  readonly counts: StepCounts = { arrivals: 0, noShows: 0, lates: 0 };
  readonly #clinic: SimulatedClinic;
  readonly #chance: Chance;
  readonly #rooms: readonly string[];
  #last: string | undefined;
  #acts = 0;

  constructor(clinic: SimulatedClinic, chance: Chance, rooms: readonly string[]) {
    this.#clinic = clinic;
    this.#chance = chance;
    this.#rooms = rooms;
  }

  act(): void {
    const draw = this.#chance();
    const now = this.#clinic.time.now();
    const missing = this.#near().find(
      ({ fact, progress }) => fact.start < now && !isForStaffToMove(progress),
    );
    const visit = pick(this.#near(), this.#chance);
    const said = pick(this.#sayable(visit), this.#chance);
    const room = pick(this.#rooms, this.#chance);
    if (draw < 0.12) this.#takeBack();
    else if (missing !== undefined && draw > 0.7) this.say(missing.uid, { do: 'no-show' });
    else if (visit === undefined || room === undefined) return;
    else if (draw < 0.2) this.#move(visit.uid, room);
    else if (said !== undefined) this.say(visit.uid, said);
  }

  say(uid: string, said: SaidByStaff): void {
    const action = this.#action();
    this.#clinic.act(async () => {
      const outcome = await this.#clinic.atDesk((deps, site) =>
        recordProgress(deps, { ...action, siteId: site.id }, site, uid, said),
      );
      if (outcome.kind !== 'landed') return;
      this.#last = action.id;
      const counted = COUNTED[said.do];
      if (counted !== undefined) this.counts[counted] += 1;
    });
  }

  #move(uid: string, roomId: string): void {
    const action = this.#action();
    this.#clinic.act(() =>
      this.#clinic.atDesk((deps, site) =>
        moveVisit(deps, { ...action, siteId: site.id }, site, uid, { roomId }),
      ),
    );
  }

  #takeBack(): void {
    const last = this.#last;
    if (last === undefined) return;
    this.#last = undefined;
    this.#clinic.act(() =>
      this.#clinic.atDesk((deps, site) => undoAction(deps, site, last, { by: 'staff', agreed: true })),
    );
  }

  /** Visits of the first house that are about to begin, or running. */
  #near(): LiveRecord[] {
    const now = this.#clinic.time.now();
    const [site] = this.#clinic.catalogue.sites;
    return [...this.#clinic.mirror.bookings.values()].flatMap((record): LiveRecord[] =>
      record.siteId === site?.id &&
      !isWalkIn(record.uid) &&
      record.placement.kind === 'roomed' &&
      record.fact.status !== 'ended' &&
      record.fact.start - SOON_MS <= now
        ? [{ ...record, fact: record.fact }]
        : [],
    );
  }

  /** When the first of them begins. */
  firstStart(): Instant | undefined {
    const starts = this.#near().map(({ fact }) => fact.start);
    return starts.length === 0 ? undefined : Math.min(...starts);
  }

  /** Mostly what can be said of it now; now and then whatever comes to mind. */
  #sayable(visit: LiveRecord | undefined): readonly SaidByStaff[] {
    const now = this.#clinic.time.now();
    if (visit === undefined || this.#chance() < 0.2) return SAID;
    return SAID.filter((said) => typeof progressSaidByStaff(visit, said, now) !== 'string');
  }

  #action() {
    this.#acts += 1;
    const id = `step-${this.#acts}`;
    return { id, by: 'staff', request: id, agreed: true };
  }
}
