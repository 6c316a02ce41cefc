import * as z from 'zod';
import { inputsOf } from '../domain/booking-facts.ts';
import { type CredentialName, sitesByCredential } from '../domain/catalogue.ts';
import { MANAGED_CHILDREN } from '../ledger/managed-children.ts';
import { sideBySide } from '../sweeping/side-by-side.ts';
import type { ReconcileDependencies } from './compare-booking.ts';

/** The event types that a key may see. @throws where Cal.com does not list them */
export type EventTypesOf = (
  credential: CredentialName,
) => Promise<readonly { readonly id: number; readonly parentEventTypeId?: number | null | undefined }[]>;

const learnt = z.object({
  children: z.record(z.string(), z.int()),
  /** Asked about, whatever the answer was: not asked about again. */
  asked: z.array(z.int()),
});

/** Unmapped bookings whose event types are looked at in one run. */
const MOST = 100;
/** Event types that are remembered as asked about. */
const MOST_ASKED = 500;
/** A thousand keys asked one after the other take longer than a sweep may. */
const KEYS_AT_ONCE = 20;

/**
 * A managed event type's deliveries carry the id of the child that its host has, while people see the parent's. For an event type that
 * the clinic file does not know, Cal.com is asked once which child it is of what. Answers whether anything was learnt.
 */
export const learnManagedChildren = async ({
  ledger,
  clinic,
  eventTypes,
  now,
}: Pick<ReconcileDependencies, 'ledger' | 'clinic' | 'now'> & {
  readonly eventTypes: EventTypesOf;
}): Promise<boolean> => {
  const entries = await ledger.readOwed({ kind: 'unmapped' }, { limit: MOST, startsAfter: now() });
  if (entries.length === 0) return false;
  const records = await ledger.readBookings(entries.map(({ uid }) => uid));
  const ids = new Set(records.flatMap((record) => inputsOf(record).eventTypeId ?? []));
  const memo = await ledger.readMemo(...MANAGED_CHILDREN);
  const { children, asked } = learnt.parse(memo?.value ?? { children: {}, asked: [] });
  const fresh = [...ids].filter((id) => !asked.includes(id));
  if (fresh.length === 0) return false;
  const found: Record<string, number> = {};
  let failed: unknown;
  const keys = [...sitesByCredential(await clinic.catalogue()).keys()];
  await sideBySide(keys, KEYS_AT_ONCE, async (credential) => {
    try {
      for (const { id, parentEventTypeId } of await eventTypes(credential))
        if (parentEventTypeId != null) found[id] = parentEventTypeId;
    } catch (error) {
      failed = error;
    }
  });
  // What one key cannot list another may; asked again where none could.
  if (failed !== undefined && Object.keys(found).length === 0) throw failed;
  const value = { children: { ...children, ...found }, asked: [...fresh, ...asked].slice(0, MOST_ASKED) };
  const [scope, id] = MANAGED_CHILDREN;
  await ledger.commit([{ kind: 'memo', seen: memo?.version ?? 0, record: { scope, id, value } }]);
  clinic.forget();
  return Object.keys(found).length > 0;
};
