import type { BookingUid } from '../domain/booking-event.ts';
import type { BookingRecord } from '../domain/booking-record.ts';
import { bookingWrite } from '../domain/booking-write.ts';
import type { Ledger } from '../domain/ledger.ts';
import { isLinkFirst } from '../domain/location-text.ts';
import { whatToTell } from '../domain/plan-publication.ts';
import type { SiteState } from '../domain/site-state.ts';
import { type LinkToken, tokenIn } from '../domain/visit-link.ts';
import { pageMemoWrite, readPageMemo } from '../visit-page/page-memo.ts';
import { withoutVersion } from './save-publication.ts';

/** So many times in a row a visit may be rescheduled before anyone is told of it. */
const MOST_STEPS = 10;

/**
 * The booking with the link that its patient is told, where its Site tells links: drawn, and written beside where it leads,
 * before any text with it leaves. `undefined` where another writer was faster.
 */
export const withLink = async (
  { ledger, newToken }: { readonly ledger: Ledger; readonly newToken: () => LinkToken },
  record: BookingRecord,
  state: SiteState,
): Promise<BookingRecord | undefined> => {
  const { announcing } = state.site;
  if (!isLinkFirst(announcing) || whatToTell(record, state) !== 'room') return record;
  if (record.link !== undefined) {
    await keptAsLong(ledger, record, record.link);
    return record;
  }
  const handedOn = await linkHandedOn(ledger, record, announcing.link);
  const link = handedOn?.link ?? newToken();
  const linked = { ...record, link };
  const result = await ledger.commit([
    bookingWrite(record, withoutVersion(linked)),
    pageMemoWrite(link, record, handedOn?.version ?? 0),
  ]);
  return result.kind === 'committed' ? { ...linked, version: record.version + 1 } : undefined;
};

/** Where the link leads is kept as long as the booking, which a class that is put off keeps for longer than before. */
const keptAsLong = async (ledger: Ledger, record: BookingRecord, link: LinkToken): Promise<void> => {
  const memo = await readPageMemo(ledger, link);
  // Another visit's by now, or as it should be; where another writer is faster, the next wake sees to it.
  if (memo !== undefined && (memo.uid !== record.uid || memo.ttl >= record.ttl)) return;
  await ledger.commit([pageMemoWrite(link, record, memo?.version ?? 0)]);
};

/**
 * The link of the visit that this one took the place of: anyone who has it in an older mail finds the new visit there, and the text
 * that a reschedule through the API keeps is right as it stands. One that lives on keeps its own.
 */
const linkHandedOn = async (
  ledger: Ledger,
  { publication, replaces }: BookingRecord,
  address: string,
): Promise<{ readonly link: LinkToken; readonly version: number } | undefined> => {
  const link = tokenIn(publication.reads ?? '', address);
  if (link === undefined) return undefined;
  const memo = await readPageMemo(ledger, link);
  if (memo === undefined) return undefined;
  const former = await replacedBy(ledger, replaces, memo.uid);
  return former?.placement.kind === 'ended' ? { link, version: memo.version } : undefined;
};

/** The booking of that uid, where these have taken its place, one after the other: who reschedules twice at once was told once. */
const replacedBy = async (
  ledger: Ledger,
  replaces: readonly BookingUid[],
  uid: BookingUid,
): Promise<BookingRecord | undefined> => {
  let before = replaces;
  for (let step = 0; step < MOST_STEPS && before.length > 0; step += 1) {
    const found = await ledger.readBookings(before);
    const former = found.find((each) => each.uid === uid);
    if (former !== undefined) return former;
    before = found.flatMap((each) => each.replaces);
  }
  return undefined;
};
