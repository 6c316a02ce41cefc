import { CalSaysNo } from '../shared/calcom/cal-account.ts';
import { calHttp } from '../shared/calcom/cal-http.ts';
import { sitesByCredential } from '../shared/domain/catalogue.ts';
import { Clinic } from '../shared/ledger/clinic.ts';
import { readPace } from '../shared/publishing/credential-pace.ts';
import { BadUsage, COMMON_USAGE, runCommand, textOf } from './admin/command.ts';
import { connect } from './admin/connect.ts';
import { type Registered, registerWebhook } from './admin/register-webhook.ts';
import { readEgress } from './admin/webhooks-at-cal.ts';

const usage = `Create or repair the one webhook at Cal.com that tells the room assigner of bookings; with several keys, as where each doctor
is an account of their own, the one of each. Without --yes it only shows what it would change. The signing secret is read from the
environment variable CAL_WEBHOOK_SECRET.

  npm run cal:register -- --yes

Options
  --url <url>           where it is delivered; the connected system's own unless given
  --level <level>       organization (where the key's user belongs to one), event-type:<id>, or user
  --credential <name>   which of the stored keys to use; all of them unless given
  --yes                 write it
  --locations           to be told of changed locations, too, most of which are our own rooms. Without it, what a person writes is seen
                        in the list of what changed, within three minutes, and a booking asks a quarter less of the queues; a key that
                        lists no booking is told in any case. That a patient was mailed twice is counted only with it
  --addresses           only print the addresses that Cal.com sends from, for an allow list (hosted)
${COMMON_USAGE}`;

const wordsOf = (
  { credential, level, done, wrong, warnings }: Registered,
  url: string,
  many: boolean,
): string[] => {
  return [
    `${many ? `With the key ${credential}: the` : 'The'} webhook at ${level} for ${url}: ${done}${wrong.length > 0 ? ` (${wrong.join(', ')})` : ''}.`,
    ...warnings,
  ];
};

await runCommand(
  {
    usage,
    options: {
      url: { type: 'string' },
      level: { type: 'string' },
      credential: { type: 'string' },
      locations: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      addresses: { type: 'boolean', default: false },
    },
  },
  async ({ values, out }) => {
    const to = connect(values);
    const http = calHttp(to.cal);
    const catalogue = await new Clinic(to.ledger, Date.now, to.cal.words).catalogue();
    const all = [...sitesByCredential(catalogue).keys()];
    const wanted = textOf(values, 'credential');
    if (wanted !== undefined && !all.includes(wanted))
      throw new BadUsage(`--credential ${wanted}: there are ${all.join(', ')}`);
    const names = wanted === undefined ? all : [wanted];
    if (values.addresses === true) {
      const addresses = await readEgress(http, names[0] ?? '');
      out.result({ addresses }, addresses.join('\n'));
      return 0;
    }
    const url = textOf(values, 'url') ?? to.webhookUrl;
    if (!/^https?:\/\/[^/]+\/./.test(url) || !URL.canParse(url))
      throw new BadUsage(`--url ${url}: not the address of a webhook`);
    const secret = process.env.CAL_WEBHOOK_SECRET || undefined;
    if (values.yes === true && secret === undefined)
      throw new BadUsage('CAL_WEBHOOK_SECRET is not set: a webhook without a secret is turned away');
    const webhooks: Registered[] = [];
    const failed: { credential: string; reason: string }[] = [];
    // One key that Cal.com refuses says nothing of the others.
    for (const credential of names)
      try {
        const listsNothing = (await readPace(to.ledger, credential)).listsNothing !== undefined;
        webhooks.push(
          await registerWebhook({
            http,
            credential,
            url,
            secret,
            wantedLevel: textOf(values, 'level'),
            leftToLists: values.locations !== true && !listsNothing,
            write: values.yes === true,
            progress: out.progress,
          }),
        );
      } catch (error) {
        if (error instanceof BadUsage && names.length === 1) throw error;
        failed.push({ credential, reason: error instanceof Error ? error.message : String(error) });
        if (!(error instanceof CalSaysNo || error instanceof BadUsage)) out.progress(`${credential}: failed`);
      }
    const unread =
      secret === undefined
        ? ['CAL_WEBHOOK_SECRET is not set: whether a webhook has the right secret was not looked at.']
        : [];
    out.result(
      { url, webhooks, failed, warnings: unread },
      [
        ...webhooks.flatMap((each) => wordsOf(each, url, names.length > 1)),
        ...failed.map(({ credential, reason }) => `With the key ${credential}: ${reason}`),
        ...unread,
      ].join('\n'),
    );
    return failed.length > 0 ? 1 : undefined;
  },
);
