import * as z from 'zod';
import { calHttp } from '../shared/calcom/cal-http.ts';
import { Clinic } from '../shared/ledger/clinic.ts';
import {
  dataOf,
  EVENT_TYPE,
  type Level,
  ORGANIZATION,
  readEgress,
  readEventTypes,
  readMe,
  readWebhooks,
  USER,
  type WebhookAtCal,
} from './admin/cal-account.ts';
import { BadUsage, COMMON_USAGE, runCommand, textOf } from './admin/command.ts';
import { connect } from './admin/connect.ts';

const usage = `Create or repair the one webhook at Cal.com that tells the room assigner of bookings. Without --yes it only shows what it
would change. The signing secret is read from the environment variable CAL_WEBHOOK_SECRET.

  npm run cal:register -- --yes

Options
  --url <url>           where it is delivered; the connected system's own unless given
  --level <level>       organization (where the key's user belongs to one), event-type:<id>, or user
  --credential <name>   which of the stored keys to use; the only one unless given
  --yes                 write it
  --addresses           only print the addresses that Cal.com sends from, for an allow list (hosted)
${COMMON_USAGE}`;

/** What we can learn something from; the last two are unknown to self-hosted editions. */
const TRIGGERS = [
  'BOOKING_CREATED',
  'BOOKING_REQUESTED',
  'BOOKING_REJECTED',
  'BOOKING_RESCHEDULED',
  'BOOKING_CANCELLED',
  'BOOKING_PAYMENT_INITIATED',
  'BOOKING_PAID',
  'BOOKING_NO_SHOW_UPDATED',
  'MEETING_STARTED',
  'MEETING_ENDED',
];
const HOSTED_TRIGGERS = [...TRIGGERS, 'BOOKING_LOCATION_UPDATED', 'BOOKING_REASSIGNED'];
/** The other version only adds calendar files, which hold more about people. */
const VERSION = '2021-10-20';

await runCommand(
  {
    usage,
    options: {
      url: { type: 'string' },
      level: { type: 'string' },
      credential: { type: 'string' },
      yes: { type: 'boolean', default: false },
      addresses: { type: 'boolean', default: false },
    },
  },
  async ({ values, out }) => {
    const to = connect(values);
    const http = calHttp(to.cal);
    const { sites } = await new Clinic(to.ledger, Date.now, to.cal.words).catalogue();
    const names = [...new Set(sites.map((site) => site.credential))];
    const credential = textOf(values, 'credential') ?? (names.length === 1 ? names[0] : undefined);
    if (credential === undefined)
      throw new BadUsage(`--credential is missing: there are ${names.join(', ')}`);
    if (!names.includes(credential))
      throw new BadUsage(`--credential ${credential}: there are ${names.join(', ')}`);
    if (values.addresses === true) {
      const addresses = await readEgress(http, credential);
      out.result({ addresses }, addresses.join('\n'));
      return 0;
    }
    const url = textOf(values, 'url') ?? to.webhookUrl;
    if (!/^https?:\/\/[^/]+\/./.test(url) || !URL.canParse(url))
      throw new BadUsage(`--url ${url}: not the address of a webhook`);
    const secret = process.env.CAL_WEBHOOK_SECRET || undefined;
    if (values.yes === true && secret === undefined)
      throw new BadUsage('CAL_WEBHOOK_SECRET is not set: a webhook without a secret is turned away');
    const { organizationId } = await readMe(http, credential);
    const types = await readEventTypes(http, credential, organizationId ?? undefined);
    const level = levelOf(textOf(values, 'level'), organizationId ?? undefined, types);
    const elsewhere = [
      ...(organizationId == null ? [] : [ORGANIZATION(organizationId)]),
      ...types.map(EVENT_TYPE),
      USER,
    ].filter(({ path }) => path !== level.path);
    const warnings: string[] = [];
    out.progress(`Looking at the webhooks of ${elsewhere.length + 1} levels at Cal.com`);
    for (const other of elsewhere) {
      const twins = ((await readWebhooks(http, credential, other)) ?? []).filter(
        ({ subscriberUrl, active }) => subscriberUrl === url && active,
      );
      if (twins.length > 0)
        warnings.push(
          `The same URL stands at ${other.name} too: each booking is delivered twice. Remove one.`,
        );
    }
    if (level.path === USER.path && types.some(({ teamId }) => teamId != null))
      warnings.push('A user’s webhook does not fire for the bookings of a team: use --level organization.');
    if (secret === undefined)
      warnings.push(
        'CAL_WEBHOOK_SECRET is not set: whether the webhook has the right secret was not looked at.',
      );

    const at = await readWebhooks(http, credential, level);
    if (at === undefined) throw new Error(`The key may not see the webhooks of ${level.name}.`);
    const found = at.find(({ subscriberUrl }) => subscriberUrl === url);
    const wrong = found === undefined ? ['missing'] : faultsOf(found, secret);
    // Only writing makes sure where Cal.com does not show the secret, or may not know the newer triggers.
    const unsure =
      found !== undefined &&
      ((found.secret === undefined && secret !== undefined) ||
        HOSTED_TRIGGERS.some((each) => !found.triggers.includes(each)));
    const will =
      found === undefined ? 'created' : wrong.length > 0 ? 'repaired' : unsure ? 'written again' : '';
    const write = values.yes === true && will !== '';
    if (write) {
      const put = async (triggers: readonly string[]) => {
        const body = {
          subscriberUrl: url,
          triggers,
          active: true,
          secret,
          version: VERSION,
          payloadTemplate: null,
        };
        return found === undefined
          ? http.send('POST', level.path, body, credential)
          : http.send('PATCH', `${level.path}/${encodeURIComponent(found.id)}`, body, credential);
      };
      let answer = await put(HOSTED_TRIGGERS);
      // A self-hosted Cal.com refuses the triggers that it does not know.
      if ('status' in answer && answer.status === 400) answer = await put(TRIGGERS);
      dataOf('take the webhook', answer, z.object({ id: z.coerce.string() }));
    }
    const done = will === '' ? 'is right' : write ? will : `would be ${will}, with --yes`;
    out.result(
      { url, level: level.name, done, wrong, warnings },
      [
        `The webhook at ${level.name} for ${url}: ${done}${wrong.length > 0 ? ` (${wrong.join(', ')})` : ''}.`,
        ...warnings,
      ].join('\n'),
    );
    return undefined;
  },
);

function levelOf(
  given: string | undefined,
  organizationId: number | undefined,
  types: readonly Parameters<typeof EVENT_TYPE>[0][],
): Level {
  if (given === undefined || given === 'organization') {
    if (organizationId !== undefined) return ORGANIZATION(organizationId);
    if (given !== undefined)
      throw new BadUsage(`--level ${given}: the key’s user belongs to no organization`);
    return USER;
  }
  if (given === 'user') return USER;
  const id = /^event-type:(\d+)$/.exec(given)?.[1];
  const type = types.find((each) => each.id === Number(id));
  if (type === undefined)
    throw new BadUsage(
      `--level ${given}: say organization, user or event-type:<id> of one that the key may see`,
    );
  return EVENT_TYPE(type);
}

function faultsOf(
  { triggers, active, payloadTemplate, version, secret: signing }: WebhookAtCal,
  secret: string | undefined,
): string[] {
  const missing = TRIGGERS.filter((each) => !triggers.includes(each));
  return [
    ...(active ? [] : ['switched off']),
    ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
    ...(payloadTemplate ? ['with a payload template'] : []),
    ...(version && version !== VERSION ? [`version ${version}`] : []),
    ...(secret !== undefined && signing !== undefined && signing !== secret
      ? ['signed with another secret']
      : []),
  ];
}
