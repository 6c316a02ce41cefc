import type * as z from 'zod';
import { maySee } from '../../shared/access/caller.ts';
import { etagOf } from '../../shared/board/rules/etag.ts';
import type { Action } from '../../shared/board/run-idempotent.ts';
import type { CatalogueIndex, SiteEntry } from '../../shared/domain/catalogue.ts';
import type { Instant } from '../../shared/domain/instant.ts';
import { isLocalDate, type LocalDate, localDateOf } from '../../shared/domain/local-time.ts';
import type { Call } from './dispatch.ts';
import { badField, Problem } from './problem.ts';

/** The Site a request is about: the one it names, else the only one its caller may see. @throws Problem naming those that they may */
export const siteAsked = (call: Call, catalogue: CatalogueIndex, named = call.query.site): SiteEntry => {
  const seen = catalogue.sites.filter((site) => maySee(call.caller, site.id, catalogue.sites.length));
  const sites = seen.map(({ id, name }) => ({ id, name }));
  if (named === undefined) {
    const [only] = seen;
    if (seen.length === 1 && only !== undefined) return only;
    if (seen.length === 0) throw badField('site', 'there is none you may see');
    throw new Problem(400, 'which-site', 'site: name one of several', {
      errors: [{ field: 'site', message: 'name one of several' }],
      sites,
    });
  }
  if (!maySee(call.caller, named, catalogue.sites.length))
    throw new Problem(403, 'site', 'This account is for other sites.', {
      errors: [{ field: 'site', message: 'is not yours' }],
      sites,
    });
  const site = seen.find((each) => each.id === named);
  if (site === undefined)
    throw new Problem(404, 'not-found', 'site: there is no such site', {
      errors: [{ field: 'site', message: 'there is no such site' }],
      sites,
    });
  return site;
};

/** Another Site that a request names: anyone who moves a visit may see both houses. @throws Problem */
export const siteNamed = (call: Call, { sites }: CatalogueIndex, to: string): SiteEntry => {
  const site = sites.find(({ id }) => id === to && maySee(call.caller, id, sites.length));
  if (site === undefined) throw badField('to', 'there is no such site, or none that you may see', 404);
  return site;
};

/** The date a request is about, today at the Site where it names none. @throws Problem */
export const dateAsked = ({ query }: Call, site: SiteEntry, now: Instant): LocalDate => {
  if (query.date === undefined) return localDateOf(now, site.timeZone);
  if (!isLocalDate(query.date)) throw badField('date', 'is no date written YYYY-MM-DD');
  return query.date;
};

/** The body as a schema wants it. @throws Problem naming each field that is wrong, and never its value. */
export const bodyAs = <T>(call: Call, schema: z.ZodType<T>): T => readAs(call.json() ?? {}, schema);

/** Something given, as a schema wants it. @throws Problem naming each field that is wrong, and never its value. */
export const readAs = <T>(given: unknown, schema: z.ZodType<T>): T => {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const errors = read.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          field: [...issue.path, /^\w{1,40}$/.test(key) ? key : '(unknown)'].join('.'),
          message: 'is not known here',
        }))
      : [{ field: issue.path.join('.') || 'body', message: MESSAGES[issue.code] ?? issue.message }],
  );
  throw new Problem(400, 'bad-request', 'The request is not as it should be.', { errors });
};

/** Zod's own texts for these quote what the schema is made of, which helps no one at a desk. */
const MESSAGES: Readonly<Record<string, string>> = {
  invalid_format: 'is not written as it should be',
  invalid_type: 'is missing or of another kind',
};

const ACTION_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** The action a request asks for, under the id its client made (`Idempotency-Key`) or a new one. @throws Problem */
export const actionAsked = (call: Call, site: SiteEntry, request: unknown, newId: () => string): Action => {
  const given = call.headers['idempotency-key'];
  if (given !== undefined && !ACTION_ID.test(given))
    throw badField('idempotency-key', 'is not 8 to 64 letters, digits, "-" or "_"');
  return {
    id: given ?? newId(),
    siteId: site.id,
    by: call.caller.subject,
    request: etagOf([call.caller.subject, request]),
  };
};

/** The etag in `If-Match`, if there is one; `*` asks for nothing. @throws Problem */
export const ifMatch = ({ headers }: Call): string | undefined => {
  const given = headers['if-match'];
  if (given === undefined || given === '*') return undefined;
  const [, etag] = /^(?:W\/)?"([^"]*)"$/.exec(given) ?? [];
  if (etag === undefined) throw badField('if-match', 'is no quoted etag');
  return etag;
};
