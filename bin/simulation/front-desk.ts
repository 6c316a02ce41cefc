import { bookWalkIn } from '../../shared/board/commands/book-walk-in.ts';
import { recordProgress } from '../../shared/board/commands/record-progress.ts';
import { seatWalkIn } from '../../shared/board/commands/seat-walk-in.ts';
import { undoAction } from '../../shared/board/commands/undo-action.ts';
import type { Chance } from '../../shared/domain/chance.ts';
import type { SaidByStaff } from '../../shared/domain/visit-progress.ts';
import type { WalkIn } from '../../shared/domain/walk-in-booking.ts';
import type { SimulatedClinic } from './simulated-clinic.ts';

/** For how long people are seated who come without a booking: the longest reach into others' visits. */
const MINUTES = [10, 20, 45, 90, 150, 240];
const SAID: readonly SaidByStaff[] = [{ do: 'finished-early' }, { do: 'running-late', minutes: 45 }];

/** Who the clinic books at Cal.com though they have no booking. */
const CLINIC = { name: 'Walk-in', email: 'desk@clinic.example' };

type Seated = { readonly uid: string; readonly actionId: string };

const pick = <T>(items: readonly T[], chance: Chance): T => items[Math.floor(chance() * items.length)] as T;

/** What staff do for anyone who comes without a booking, by the commands that the board has for it. */
export class FrontDesk {
  readonly #clinic: SimulatedClinic;
  readonly #chance: Chance;
  readonly #rooms: readonly string[];
  readonly #seated: Seated[] = [];
  #acts = 0;

  constructor(clinic: SimulatedClinic, chance: Chance, rooms: readonly string[]) {
    this.#clinic = clinic;
    this.#chance = chance;
    this.#rooms = rooms;
  }

  act(): void {
    const seated = this.#seated.length === 0 ? undefined : pick(this.#seated, this.#chance);
    const draw = this.#chance();
    if (seated === undefined || draw < 0.6) this.#seatSomeone();
    else if (draw < 0.8) this.takeBack(seated);
    else this.#say(seated, pick(SAID, this.#chance));
  }

  #seatSomeone(): void {
    const room = this.#chance() < 0.7 ? pick(this.#rooms, this.#chance) : undefined;
    const walkIn = {
      minutes: pick(MINUTES, this.#chance),
      ...(this.#chance() < 0.3 ? { visitTypeId: 'consultation' } : {}),
    };
    this.seat(walkIn, room, this.#chance() < 0.7);
  }

  seat(walkIn: WalkIn, room: string | undefined, agreed: boolean): void {
    const action = { ...this.#action(), agreed };
    const isBooked = walkIn.visitTypeId !== undefined && this.#chance() > 0.5;
    this.#clinic.act(async () => {
      const outcome = await this.#clinic.atDesk((deps, site) =>
        seatWalkIn(deps, { ...action, siteId: site.id }, site, walkIn, { roomId: room }),
      );
      if (outcome.kind !== 'landed') return;
      const { uid } = outcome.result;
      this.#seated.push({ uid, actionId: action.id });
      this.#clinic.walkIns += 1;
      if (isBooked)
        await this.#clinic.atDeskOnce((deps, site) =>
          bookWalkIn(deps, { ...site, walkIns: { attendee: CLINIC } }, uid, 'staff'),
        );
    });
  }

  /** Anyone who was seated last, unless it is said who. */
  takeBack(seated = this.#seated.at(-1)): void {
    if (seated === undefined) return;
    const { actionId } = seated;
    this.#clinic.act(() =>
      this.#clinic.atDesk((deps, site) => undoAction(deps, site, actionId, { by: 'staff', agreed: true })),
    );
  }

  #say({ uid }: Seated, said: SaidByStaff): void {
    const action = { ...this.#action(), agreed: true };
    this.#clinic.act(() =>
      this.#clinic.atDesk((deps, site) =>
        recordProgress(deps, { ...action, siteId: site.id }, site, uid, said),
      ),
    );
  }

  #action() {
    this.#acts += 1;
    const id = `desk-act-${this.#acts}`;
    return { id, by: 'staff', request: id };
  }
}
