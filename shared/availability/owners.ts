import type { CalSchedules, OfferedTypeAtCal, Told } from '../calcom/cal-schedules.ts';
import type { CatalogueIndex, CredentialName, PractitionerId } from '../domain/catalogue.ts';
import { keysToTry, refusalOf } from './wanted-types.ts';

/** Whose key each is; `undefined`: Cal.com does not say. */
export type Owners = ReadonlyMap<CredentialName, PractitionerId | undefined>;

type Dependencies = { readonly cal: CalSchedules };

/** Something is in the way of this one, and of no other. */
export class CannotBe extends Error {
  override readonly name = 'CannotBe';
}

/** Whose key each is. */
export const ownersOf = async ({ cal }: Dependencies, catalogue: CatalogueIndex): Promise<Owners> => {
  const owners = new Map<CredentialName, number | undefined>();
  for (const credential of keysToTry(catalogue)) {
    const me = await cal.me(credential);
    owners.set(credential, me.kind === 'done' ? me.value : undefined);
  }
  return owners;
};

/** The event type by its owner's key: no other opens its schedules, not even an admin's. */
export const typeOfOwner = async (
  { cal }: Dependencies,
  owners: Owners,
  eventTypeId: number,
): Promise<{ readonly type: OfferedTypeAtCal; readonly credential: CredentialName }> => {
  let seen: OfferedTypeAtCal | undefined;
  for (const [credential, owner] of owners) {
    if (owner === undefined) continue;
    const told = await cal.eventType(eventTypeId, credential);
    if (told.kind !== 'done') continue;
    seen = told.value;
    const refusal = refusalOf(seen);
    if (refusal !== undefined) throw new CannotBe(refusal);
    if (seen.ownerId === owner) return { type: seen, credential };
  }
  throw new CannotBe(
    seen === undefined
      ? 'no key sees it: if it belongs to a team, it cannot be mirrored; else the key of its owner is missing'
      : `only its owner’s key opens its schedules, and there is none of user ${seen.ownerId}: store it, and name it as the practitioner’s credential in the clinic file`,
  );
};

/** @throws CannotBe */
export const sure = <T>(what: string, told: Told<T>, ifGone = 'Cal.com has none'): T => {
  switch (told.kind) {
    case 'done':
      return told.value;
    case 'gone':
      throw new CannotBe(`${what}: ${ifGone}`);
    case 'refused':
      throw new CannotBe(`${what}: Cal.com says ${told.status} ${told.code}`);
    case 'throttled':
      throw new CannotBe(`${what}: too many requests; run it again in a minute`);
    case 'unknown':
      throw new CannotBe(`${what}: ${told.cause}; run it again`);
  }
};
