import { uidText } from '../shared/calcom/booking-fields.ts';
import { bookingUidsIn } from '../shared/ledger/erase-traces.ts';
import { VISIT_CODE } from '../shared/secrets/digests.ts';
import { BadUsage, COMMON_USAGE, runCommand } from './admin/command.ts';
import { connect } from './admin/connect.ts';

const usage = `The visit code of a booking's uid, and the uid of a code. Logs, the trail and screens name a visit by its code: anyone who has the uid
can read, move and cancel the booking at Cal.com, so keep it to yourself.

  npm run visit -- <uid>
  npm run visit -- 7K3Q-M0XW     looks through the whole table, and so at all its read units

Options
${COMMON_USAGE}`;

await runCommand({ usage, anyWord: 'a booking’s uid or a visit code' }, async ({ values, verb, out }) => {
  if (verb === undefined) throw new BadUsage('say a booking’s uid or a visit code');
  const code = verb.toUpperCase();
  const to = connect(values);
  const { visit } = await to.digests();
  if (!VISIT_CODE.test(code)) {
    if (!uidText.safeParse(verb).success) throw new BadUsage(`“${verb}” is neither a uid nor a visit code`);
    out.result({ uid: verb, visitCode: visit(verb) }, visit(verb));
    return 0;
  }
  for await (const uid of bookingUidsIn(to.table))
    if (visit(uid) === code) {
      out.result({ uid, visitCode: code }, uid);
      return 0;
    }
  out.result({ visitCode: code }, 'The Ledger knows no booking of this code, or not any more.');
  return 1;
});
