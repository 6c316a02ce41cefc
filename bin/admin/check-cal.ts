import { CalSaysNo, type EventTypeAtCal, readEventTypes, readMe } from '../../shared/calcom/cal-account.ts';
import { type CalHttp, calHttp, NO_SUCH_ROUTE } from '../../shared/calcom/cal-http.ts';
import { type CalLister, calLister, type ListReading } from '../../shared/calcom/cal-lister.ts';
import { type Catalogue, type Site, sitesByCredential } from '../../shared/domain/catalogue.ts';
import { Clinic } from '../../shared/ledger/clinic.ts';
import { SecretUnavailable } from '../../shared/secrets/stored-secret.ts';
import { againstCatalogue, type Finding } from './against-catalogue.ts';
import type { Connection } from './connect.ts';
import { tooFewPublishers } from './too-few-publishers.ts';
import { ORGANIZATION, readWebhooks } from './webhooks-at-cal.ts';

const DAY_MS = 86_400_000;

const NEW_KEY =
  'Look whether Cal.com is up and the key is still there (Settings, API keys); make one, and store it under this name in the secret of keys.';

/** Whether the key may list bookings; and whether it lists any, where the Ledger has some of its own. */
const listingOf = async (to: Connection, lister: CalLister, credential: string): Promise<Finding> => {
  const now = Date.now();
  const list = await lister.between({ from: now, to: now + DAY_MS }, { at: undefined, rows: 1 }, credential);
  if (list.kind !== 'page')
    return {
      wrong: true,
      what: `${credential} may not read bookings: ${whyNot(list)}`,
      todo: NEW_KEY,
    };
  const pace = await to.ledger.readCredential(credential);
  return pace?.listsNothing === undefined
    ? { wrong: false, what: `${credential} may read bookings` }
    : {
        wrong: true,
        what: `${credential} lists no booking though there are some: what webhooks leave out is not found`,
        todo: 'Is it a system admin’s key? Use the doctor’s own.',
      };
};

const whyNot = (reading: Exclude<ListReading, { kind: 'page' }>): string => {
  if (reading.kind === 'refused') return `${reading.status} ${reading.code}`;
  if (reading.kind === 'throttled') return 'too many requests';
  return reading.cause === NO_SUCH_ROUTE
    ? 'Cal.com serves no version of the list that we know'
    : reading.cause;
};

/**
 * Whose bookings the key may change. No reading proves it for certain, and a PATCH would mail people: who may see the
 * organization's webhooks is its admin, and an admin may.
 */
const reachOf = async (
  http: CalHttp,
  credential: string,
  organizationId: number | undefined,
): Promise<Finding> => {
  const own = `${credential} changes locations of its own event types, and of teams that its user administers`;
  if (organizationId === undefined) return { wrong: false, what: `${own}: of no one else’s` };
  const webhooks = await readWebhooks(http, credential, ORGANIZATION(organizationId));
  return webhooks === undefined
    ? {
        wrong: true,
        what: `${own}: its user is no admin of organization ${organizationId}`,
        todo: 'Make its user an admin of the organization at Cal.com, or use an admin’s key.',
      }
    : {
        wrong: false,
        what: `${credential} administers organization ${organizationId}: it may change any location there`,
      };
};

/** @throws NoCatalogue, CatalogueNotWhole */
const wholeCatalogue = async ({ ledger, cal }: Connection): Promise<Catalogue> => {
  const clinic = new Clinic(ledger, Date.now, cal.words);
  const catalogue = await clinic.catalogue();
  const sites: Site[] = [];
  for (const entry of catalogue.sites) sites.push((await clinic.site(entry)).site);
  return { ...catalogue, sites };
};

/**
 * Every key and the whole catalogue against Cal.com: changes nothing, mails no one. What Cal.com will not say is a finding.
 * @throws NoCatalogue, CatalogueNotWhole
 */
export const checkCal = async (to: Connection, progress: (line: string) => void): Promise<Finding[]> => {
  const http = calHttp(to.cal);
  const lister = calLister(to.cal);
  const catalogue = await wholeCatalogue(to);
  const findings: Finding[] = [];
  const types: EventTypeAtCal[] = [];
  const tooFew = tooFewPublishers(catalogue, to.credentials);
  if (tooFew !== undefined)
    findings.push({ wrong: true, what: tooFew, todo: 'Deploy with the setting that is named.' });
  const keys = new Map<string, string>();
  for (const credential of sitesByCredential(catalogue).keys()) {
    // One thing that Cal.com will not say keeps nothing else from being asked.
    const asked = async <T>(question: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await question();
      } catch (error) {
        if (!(error instanceof CalSaysNo || error instanceof SecretUnavailable)) throw error;
        findings.push({ wrong: true, what: `${credential}: ${error.message}`, todo: NEW_KEY });
        return undefined;
      }
    };
    const key = await asked(() => to.cal.keyOf(credential));
    if (key === undefined) continue;
    const twin = keys.get(key);
    if (twin !== undefined)
      findings.push({
        wrong: true,
        what: `${credential} and ${twin} are the same key: Cal.com counts them together`,
        todo: 'Store a key of its own for each, or give the Sites one credential in the clinic file.',
      });
    keys.set(key, credential);
    progress(`Asking Cal.com with the key ${credential}`);
    const me = await asked(() => readMe(http, credential));
    const organizationId = me?.organizationId ?? undefined;
    if (me !== undefined)
      findings.push({
        wrong: false,
        what: `the key ${credential} is accepted${organizationId === undefined ? '' : ` (organization ${organizationId})`}`,
      });
    findings.push(await listingOf(to, lister, credential));
    const seen = await asked(() => readEventTypes(http, credential, organizationId));
    if (seen !== undefined) {
      types.push(...seen);
      findings.push({
        wrong: seen.length === 0,
        what: `${credential} sees ${seen.length} event type(s)`,
        ...(seen.length === 0 && {
          todo: 'Use the key of a user who owns the event types, or is an admin of their team.',
        }),
      });
    }
    const reach = await asked(() => reachOf(http, credential, organizationId));
    if (reach !== undefined) findings.push(reach);
  }
  if (types.length > 0) findings.push(...againstCatalogue(catalogue, types));
  return findings;
};
