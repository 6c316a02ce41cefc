import type { Chance } from '../../shared/domain/chance.ts';
import { MINUTE } from '../../shared/domain/instant.ts';
import type { OfferWatch } from './offer-watch.ts';
import { patient, type SimulatedClinic } from './simulated-clinic.ts';
import { KEYHOLDER, OFFERED } from './world-catalogue.ts';

const MONDAY = '2026-10-05';
/** Someone is away then, and writes it at Cal.com into the wrong schedule. */
const WEDNESDAY = '2026-10-07';
/** The only one that will do. */
const ROOM = '2A';
/** As long as a patient looks at what is offered before they take one. */
const LONGEST_LOOK_MS = 20_000;

const pick = <T>(items: readonly T[], chance: Chance): T => items[Math.floor(chance() * items.length)] as T;

/** Patients who book what is offered of the event type that is offered only with a room, and what gets in their way. */
export class OfferedPatients {
  readonly #clinic: SimulatedClinic;
  readonly #offers: OfferWatch;
  readonly #chance: Chance;
  readonly #booked: string[] = [];

  constructor(clinic: SimulatedClinic, offers: OfferWatch, chance: Chance) {
    this.#clinic = clinic;
    this.#offers = offers;
    this.#chance = chance;
  }

  act(): void {
    const draw = this.#chance();
    if (draw < 0.75) this.#clinic.act(() => this.#book());
    else if (draw < 0.85) this.#clinic.act(() => this.#offers.someoneWrites(WEDNESDAY));
    else this.#clinic.act(() => this.#block());
  }

  /** Someone may have been faster, or their room was lost since. */
  counts(): { readonly booked: number; readonly waiting: number } {
    const waiting = this.#booked.filter((uid) => this.#clinic.record(uid)?.placement.kind === 'waiting');
    return { booked: this.#booked.length, waiting: waiting.length };
  }

  async #book(): Promise<void> {
    const offered = await this.#offers.starts(MONDAY);
    if (offered.length === 0) return;
    const start = pick(offered, this.#chance);
    const looksMs = Math.floor(this.#chance() * LONGEST_LOOK_MS);
    await new Promise<void>((wake) => this.#clinic.time.later(looksMs, wake));
    const visit = { eventType: OFFERED, hostId: KEYHOLDER, start, attendee: patient };
    this.#booked.push((await this.#clinic.sandbox.book(visit)).uid);
  }

  async #block(): Promise<void> {
    const start = this.#clinic.time.now() + Math.floor(this.#chance() * 32) * 15 * MINUTE;
    await this.#clinic.block(ROOM, MONDAY, { start, end: start + 45 * MINUTE });
  }
}
