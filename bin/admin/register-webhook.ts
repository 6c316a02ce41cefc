import * as z from 'zod';
import {
  ROOM_TRIGGERS,
  TRIGGERS_EVERYWHERE,
  TRIGGERS_NOT_LISTED,
} from '../../shared/calcom/booking-event-of.ts';
import { dataOf, readEventTypes, readMe } from '../../shared/calcom/cal-account.ts';
import type { CalHttp } from '../../shared/calcom/cal-http.ts';
import { BadUsage } from './command.ts';
import {
  EVENT_TYPE,
  type Level,
  ORGANIZATION,
  readWebhooks,
  USER,
  type WebhookAtCal,
} from './webhooks-at-cal.ts';

/** The other version only adds calendar files, which hold more about people. */
const VERSION = '2021-10-20';

/** The webhook of one key: at which level it stands or is to stand, what is wrong with it, what was done. */
export type Registered = {
  readonly credential: string;
  readonly level: string;
  readonly done: string;
  readonly wrong: readonly string[];
  readonly warnings: readonly string[];
};

/** Creates or repairs the webhook with one key; without `write` it only looks. @throws CalSaysNo */
export const registerWebhook = async ({
  http,
  credential,
  url,
  secret,
  wantedLevel,
  leftToLists = true,
  write,
  progress,
}: {
  readonly http: CalHttp;
  readonly credential: string;
  readonly url: string;
  readonly secret: string | undefined;
  readonly wantedLevel: string | undefined;
  /** Changed locations are left to the lists of what changed. */
  readonly leftToLists?: boolean;
  readonly write: boolean;
  readonly progress: (line: string) => void;
}): Promise<Registered> => {
  const { organizationId } = await readMe(http, credential);
  const types = await readEventTypes(http, credential, organizationId ?? undefined);
  const level = levelOf(wantedLevel, organizationId ?? undefined, types);
  const elsewhere = [
    ...(organizationId == null ? [] : [ORGANIZATION(organizationId)]),
    ...types.map(EVENT_TYPE),
    USER,
  ].filter(({ path }) => path !== level.path);
  const warnings: string[] = [];
  progress(
    `Looking at the webhooks of ${elsewhere.length + 1} levels at Cal.com, with the key ${credential}`,
  );
  for (const other of elsewhere) {
    const twins = ((await readWebhooks(http, credential, other)) ?? []).filter(
      ({ subscriberUrl, active }) => subscriberUrl === url && active,
    );
    if (twins.length > 0)
      warnings.push(`The same URL stands at ${other.name} too: each booking is delivered twice. Remove one.`);
  }
  if (level.path === USER.path && types.some(({ teamId }) => teamId != null))
    warnings.push('A user’s webhook does not fire for the bookings of a team: use --level organization.');
  const at = await readWebhooks(http, credential, level);
  if (at === undefined) throw new Error(`The key ${credential} may not see the webhooks of ${level.name}.`);
  const found = at.find(({ subscriberUrl }) => subscriberUrl === url);
  const wrong = found === undefined ? missing(at, url) : faultsOf(found, secret);
  // Only writing makes sure where Cal.com does not show the secret, or may not know the newer triggers.
  const triggers: readonly string[] = leftToLists ? TRIGGERS_NOT_LISTED : ROOM_TRIGGERS;
  const unsure =
    found !== undefined &&
    ((found.secret === undefined && secret !== undefined) ||
      ROOM_TRIGGERS.some((each) => triggers.includes(each) !== found.triggers.includes(each)));
  const will =
    found === undefined ? 'created' : wrong.length > 0 ? 'repaired' : unsure ? 'written again' : '';
  if (write && will !== '') {
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
    let answer = await put(triggers);
    // A self-hosted Cal.com refuses the triggers that it does not know.
    if ('status' in answer && answer.status === 400) answer = await put(TRIGGERS_EVERYWHERE);
    dataOf('take the webhook', answer, z.object({ id: z.coerce.string() }));
  }
  const done = will === '' ? 'is right' : write ? will : `would be ${will}, with --yes`;
  return { credential, level: level.name, done, wrong, warnings };
};

/** A webhook of the same path at another host is an earlier deployment's, or a slip in typing. */
const missing = (at: readonly WebhookAtCal[], url: string): string[] => {
  const path = (address: string): string =>
    URL.canParse(address) ? new URL(address).pathname.replace(/\/+$/, '') : '';
  const others = at.filter(({ subscriberUrl }) => path(subscriberUrl) === path(url));
  return ['missing', ...others.map(({ subscriberUrl }) => `there is one for ${subscriberUrl}`)];
};

const levelOf = (
  given: string | undefined,
  organizationId: number | undefined,
  types: readonly Parameters<typeof EVENT_TYPE>[0][],
): Level => {
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
};

const faultsOf = (
  { triggers, active, payloadTemplate, version, secret: signing }: WebhookAtCal,
  secret: string | undefined,
): string[] => {
  const missing = TRIGGERS_EVERYWHERE.filter((each) => !triggers.includes(each));
  return [
    ...(active ? [] : ['switched off']),
    ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
    ...(payloadTemplate ? ['with a payload template'] : []),
    ...(version && version !== VERSION ? [`version ${version}`] : []),
    ...(secret !== undefined && signing !== undefined && signing !== secret
      ? ['signed with another secret']
      : []),
  ];
};
