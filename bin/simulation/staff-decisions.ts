import { moveToSite } from '../../shared/board/commands/move-to-site.ts';
import { moveVisit } from '../../shared/board/commands/move-visit.ts';
import { resolveBooking } from '../../shared/board/commands/resolve-booking.ts';
import { swapVisits } from '../../shared/board/commands/swap-visits.ts';
import { undoAction } from '../../shared/board/commands/undo-action.ts';
import { readRoomChoices } from '../../shared/board/view/room-choices.ts';
import type { BookingRecord } from '../../shared/domain/booking-record.ts';
import type { Chance } from '../../shared/domain/chance.ts';
import { OVERRULE_REASONS } from '../../shared/domain/overrule-reasons.ts';
import type { SimulatedClinic } from './simulated-clinic.ts';

const pick = <T>(items: readonly T[], chance: Chance): T | undefined =>
  items[Math.floor(chance() * items.length)];

/** What staff decide about visits against or beside the plan, by the commands that the board has for it, and take back. */
export class StaffDecisions {
  readonly #clinic: SimulatedClinic;
  readonly #chance: Chance;
  readonly #done: string[] = [];
  #acts = 0;

  constructor(clinic: SimulatedClinic, chance: Chance) {
    this.#clinic = clinic;
    this.#chance = chance;
  }

  act(): void {
    const chance = this.#chance;
    const draw = chance();
    if (draw < 0.45) this.#overrule();
    else if (draw < 0.7) this.#resolve();
    else if (draw < 0.8) this.#swap();
    else if (draw < 0.87 && this.#clinic.catalogue.sites.length > 1) this.#toAnotherSite();
    else this.#takeBack();
  }

  #visits(kind: BookingRecord['placement']['kind']): BookingRecord[] {
    const [site] = this.#clinic.catalogue.sites;
    return [...this.#clinic.mirror.bookings.values()].filter(
      (each) => each.placement.kind === kind && each.siteId === site?.id,
    );
  }

  /** Into a room that is free, whatever rules speak against it: of one that waits sooner than of one that has a room. */
  #overrule(): void {
    const chance = this.#chance;
    const waiting = this.#visits('waiting');
    const visit = pick(waiting.length > 0 && chance() < 0.6 ? waiting : this.#visits('roomed'), chance);
    const [which, why] = [chance(), chance()];
    if (visit === undefined) return;
    const { uid } = visit;
    this.#decide('overruled', async (action) =>
      this.#clinic.atDesk(async (deps, site) => {
        const choices = await readRoomChoices(deps, site, uid);
        const offered = (choices?.rooms ?? []).filter(({ overrule }) => overrule !== undefined);
        const { room, overrule = [] } = pick(offered, () => which) ?? {};
        if (room === undefined) return undefined;
        const reason = pick(OVERRULE_REASONS, () => why) ?? 'other';
        const rules = overrule.map(({ rejection }) => rejection);
        const to = { roomId: room, overrule: { rules, reason } };
        return moveVisit(deps, { ...action, siteId: site.id }, site, uid, to);
      }),
    );
  }

  /** A visit that waits is arranged by hand, or its patient told in person. */
  #resolve(): void {
    const visit = pick(this.#visits('waiting'), this.#chance);
    const press = this.#chance() < 0.6 ? 'arranged-by-hand' : 'told-in-person';
    if (visit === undefined) return;
    this.#decide(press === 'arranged-by-hand' ? 'arranged' : undefined, (action) =>
      this.#clinic.atDesk((deps, site) =>
        resolveBooking(deps, { ...action, siteId: site.id }, site, visit.uid, { do: press }),
      ),
    );
  }

  #swap(): void {
    const [a, b] = [pick(this.#visits('roomed'), this.#chance), pick(this.#visits('roomed'), this.#chance)];
    if (a === undefined || b === undefined) return;
    this.#decide(undefined, (action) =>
      this.#clinic.atDesk((deps, site) =>
        swapVisits(deps, { ...action, siteId: site.id }, site, { uid: a.uid, withUid: b.uid }),
      ),
    );
  }

  /** Arrived or not, and no matter who has to make way there. */
  #toAnotherSite(): void {
    const visit = pick([...this.#visits('roomed'), ...this.#visits('waiting')], this.#chance);
    const [, to] = this.#clinic.catalogue.sites;
    if (visit === undefined || to === undefined) return;
    const { uid } = visit;
    this.#decide(undefined, (action) => {
      this.#clinic.sentElsewhere.add(uid);
      return this.#clinic.atDesk((deps, from) =>
        moveToSite(deps, { ...action, siteId: from.id }, { uid, from, to }),
      );
    });
  }

  #takeBack(): void {
    const id = pick(this.#done, this.#chance);
    if (id === undefined) return;
    this.#clinic.act(() =>
      this.#clinic.atDesk((deps, site) => undoAction(deps, site, id, { by: 'staff', agreed: true })),
    );
  }

  #decide(
    counted: 'overruled' | 'arranged' | undefined,
    decide: (action: Action) => Promise<{ readonly kind: string } | undefined>,
  ): void {
    this.#acts += 1;
    const id = `decision-${this.#acts}`;
    this.#clinic.act(async () => {
      const outcome = await decide({ id, by: 'staff', request: id, agreed: true });
      if (outcome?.kind !== 'landed') return;
      this.#done.push(id);
      if (counted) this.#clinic[counted] += 1;
    });
  }
}

type Action = {
  readonly id: string;
  readonly by: string;
  readonly request: string;
  readonly agreed: boolean;
};
