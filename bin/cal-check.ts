import { type CalHttp, calHttp } from '../shared/calcom/cal-http.ts';
import { calLister } from '../shared/calcom/cal-lister.ts';
import { roomsThatFit } from '../shared/catalogue/rooms-that-fit.ts';
import type { Catalogue, Site } from '../shared/domain/catalogue.ts';
import { Clinic } from '../shared/ledger/clinic.ts';
import {
  CalSaysNo,
  type EventTypeAtCal,
  hostsOf,
  ORGANIZATION,
  readEventTypes,
  readMe,
  readWebhooks,
} from './admin/cal-account.ts';
import { COMMON_USAGE, runCommand } from './admin/command.ts';
import { type Connection, connect } from './admin/connect.ts';

const usage = `Check the keys and the clinic's catalogue against Cal.com: changes nothing, mails nobody. Exit 1 where something is wrong.

  npm run cal:check

Options
${COMMON_USAGE}`;

const DAY_MS = 86_400_000;

type Finding = { readonly wrong: boolean; readonly what: string };

await runCommand({ usage }, async ({ values, out }) => {
  const to = connect(values);
  const http = calHttp(to.cal);
  const lister = calLister(to.cal);
  const catalogue = await wholeCatalogue(to);
  const findings: Finding[] = [];
  const types: EventTypeAtCal[] = [];
  const keys = new Map<string, string>();
  for (const credential of new Set(catalogue.sites.map((site) => site.credential))) {
    try {
      const key = await to.cal.keyOf(credential);
      const twin = keys.get(key);
      if (twin !== undefined)
        findings.push({
          wrong: true,
          what: `${credential} and ${twin} are the same key: Cal.com counts them together`,
        });
      keys.set(key, credential);
      out.progress(`Asking Cal.com with the key ${credential}`);
      const { organizationId } = await readMe(http, credential);
      const now = Date.now();
      const list = await lister.between(
        { from: now, to: now + DAY_MS },
        { at: undefined, rows: 1 },
        credential,
      );
      const refused = list.kind === 'page' ? undefined : list;
      findings.push(
        {
          wrong: false,
          what: `the key ${credential} is accepted${organizationId == null ? '' : ` (organization ${organizationId})`}`,
        },
        refused === undefined
          ? { wrong: false, what: `${credential} may read bookings` }
          : { wrong: true, what: `${credential} may not read bookings (${refused.kind})` },
      );
      const seen = await readEventTypes(http, credential, organizationId ?? undefined);
      types.push(...seen);
      findings.push({ wrong: seen.length === 0, what: `${credential} sees ${seen.length} event type(s)` });
      findings.push(await reachOf(http, credential, organizationId ?? undefined));
    } catch (error) {
      if (!(error instanceof CalSaysNo)) throw error;
      findings.push({ wrong: true, what: `${credential}: ${error.message}` });
    }
  }
  if (types.length > 0) findings.push(...againstCatalogue(catalogue, types));
  const wrong = findings.filter((each) => each.wrong);
  out.result(
    { findings },
    findings.map((each) => `${each.wrong ? 'WRONG  ' : 'ok     '}${each.what}`).join('\n'),
  );
  return wrong.length > 0 ? 1 : 0;
});

/**
 * Whose bookings the key may change. No reading proves it for certain, and a PATCH would mail people: who may see the
 * organization's webhooks is its admin, and an admin may.
 */
async function reachOf(
  http: CalHttp,
  credential: string,
  organizationId: number | undefined,
): Promise<Finding> {
  const own = `${credential} changes locations of its own event types, and of teams that its user administers`;
  if (organizationId === undefined) return { wrong: false, what: `${own}: of nobody else’s` };
  const webhooks = await readWebhooks(http, credential, ORGANIZATION(organizationId));
  return webhooks === undefined
    ? { wrong: true, what: `${own}: its user is no admin of organization ${organizationId}` }
    : {
        wrong: false,
        what: `${credential} administers organization ${organizationId}: it may change any location there`,
      };
}

/** @throws NoCatalogue, CatalogueNotWhole */
async function wholeCatalogue({ ledger, cal }: Connection): Promise<Catalogue> {
  const clinic = new Clinic(ledger, Date.now, cal.words);
  const catalogue = await clinic.catalogue();
  const sites: Site[] = [];
  for (const entry of catalogue.sites) sites.push((await clinic.site(entry)).site);
  return { ...catalogue, sites };
}

function againstCatalogue(catalogue: Catalogue, types: readonly EventTypeAtCal[]): Finding[] {
  const ids = new Set(types.map(({ id }) => id));
  const slugs = new Set(types.map(({ slug }) => slug));
  const findings: Finding[] = [];
  for (const type of catalogue.visitTypes) {
    const missing = type.eventTypeIds.filter((id) => !ids.has(id));
    const unknown = type.eventTypeSlugs.filter((slug) => !slugs.has(slug));
    for (const each of [...missing, ...unknown])
      findings.push({
        wrong: true,
        what: `visit type ${type.id}: no event type ${each} at Cal.com (or the key may not see it)`,
      });
    if (roomsThatFit(catalogue, type).length === 0)
      findings.push({ wrong: true, what: `visit type ${type.id}: no room has what it needs` });
  }
  const mapped = (type: EventTypeAtCal): boolean =>
    catalogue.visitTypes.some(
      (each) => each.eventTypeIds.includes(type.id) || each.eventTypeSlugs.includes(type.slug),
    );
  const unmapped = types.filter((type) => !mapped(type));
  for (const type of unmapped)
    findings.push({
      wrong: false,
      what: `event type ${type.id} (${type.slug}) gets no rooms: no visit type names it`,
    });
  const hosts = new Set(types.filter(mapped).flatMap(hostsOf));
  const known = new Set(catalogue.practitioners.map(({ id }) => id));
  findings.push({
    wrong: false,
    what: `${types.length - unmapped.length} event type(s) get rooms, with ${[...hosts].filter((id) => known.has(id)).length} known host(s)`,
  });
  for (const id of hosts)
    if (!known.has(id))
      findings.push({ wrong: true, what: `host ${id} at Cal.com is no practitioner of the catalogue` });
  return findings;
}
