import { uidText } from '../shared/calcom/booking-fields.ts';
import type { BookingRecord } from '../shared/domain/booking-record.ts';
import type { Instant } from '../shared/domain/instant.ts';
import { isWalkIn } from '../shared/domain/walk-in.ts';
import { eraseTrace, type TraceKind, tracesOf } from '../shared/ledger/erase-traces.ts';
import { BadUsage, COMMON_USAGE, runCommand } from './admin/command.ts';
import { connect } from './admin/connect.ts';

const usage = `Erase what the Ledger holds of one booking. Without --yes it only shows what there is.

  npm run erase -- <uid>
  npm run erase -- <uid> --yes

A booking that is still to come is refused: cancel it at Cal.com first, or what reads Cal.com enters it again; a walk-in that has
not finished is, too. Reads the whole
table. Logs hold the visit code alone and end by themselves; so do the table's backups, after 35 days. A delivery that waits in a
dead-letter queue (npm run dlq) still names the booking, and so does Cal.com.

Options
  --yes              erase it
${COMMON_USAGE}`;

const WORDS: Readonly<Record<TraceKind, string>> = {
  booking: 'the booking itself: times, room, what Cal.com was told',
  link: 'a booking that replaced it or was replaced by it: forgets that',
  'room-day': 'a room’s day: the booking taken out of it',
  waiting: 'its place among those who wait',
  due: 'a marker that its Day, or it, wants looking at',
  plan: 'what a re-plan said of its Day: made again at the next one',
  trail: 'a line of the trail',
  memo: 'the answer to an action or a what-if',
  other: 'something that this command does not know: NOT erased',
};

const isStillToCome = ({ uid, fact, progress }: BookingRecord, now: Instant): boolean =>
  fact.status !== 'ended' && fact.end > now && !(isWalkIn(uid) && progress?.finishedAt !== undefined);

await runCommand(
  { usage, options: { yes: { type: 'boolean', default: false } }, anyWord: 'a booking’s uid' },
  async ({ values, verb: uid, out }) => {
    if (uid === undefined || !uidText.safeParse(uid).success)
      throw new BadUsage(`${uid === undefined ? 'say' : `“${uid}” is not`} a booking’s uid`);
    const to = connect(values);
    const record = await to.ledger.readBooking(uid);
    if (record !== undefined && isStillToCome(record, Date.now()))
      throw new Error(
        isWalkIn(uid)
          ? 'This walk-in is still in its room. Finish it at the board first, or no one would know who is there.'
          : 'This booking is still to come. Cancel it at Cal.com first: what reads Cal.com would enter it again.',
      );
    out.progress('Reading the whole table');
    const traces = await tracesOf(to.table, uid);
    const done: { kind: TraceKind; pk: string; sk: string; erased: boolean }[] = [];
    for (const trace of traces) {
      const erased = values.yes === true && (await eraseTrace(to.table, uid, trace));
      done.push({ kind: trace.kind, ...trace.key, erased });
    }
    const left = done.filter(({ erased }) => !erased).length;
    const lines = (Object.keys(WORDS) as TraceKind[]).flatMap((kind) => {
      const count = done.filter((each) => each.kind === kind).length;
      return count === 0 ? [] : [`  ${String(count).padStart(4)}  ${WORDS[kind]}`];
    });
    const end =
      values.yes !== true
        ? 'Nothing was erased. Add --yes to erase it.'
        : left === 0
          ? `${done.length} erased.`
          : `${done.length - left} erased, ${left} left: something changed meanwhile. Run this again.`;
    const { visit } = await to.digests();
    const what = done.length === 0 ? 'The Ledger holds nothing of' : 'What the Ledger holds of';
    out.result({ visitCode: visit(uid), traces: done }, [`${what} ${visit(uid)}:`, ...lines, end].join('\n'));
    return values.yes === true && left > 0 ? 1 : 0;
  },
);
