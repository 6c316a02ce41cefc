import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

type Content = Readonly<Record<string, object>>;
type Operation = { readonly responses: Readonly<Record<string, { readonly content?: Content }>> };
type Description = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const description = JSON.parse(
  readFileSync(new URL('../../functions/board/openapi.json', import.meta.url), 'utf8'),
) as Description;

/** Formats stand beside patterns that say the same. */
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(description, 'openapi');

const pathOf = (pathname: string): string | undefined => {
  const asked = pathname.split('/');
  return Object.keys(description.paths).find((path) => {
    const parts = path.split('/');
    return (
      parts.length === asked.length &&
      parts.every((part, at) => part === asked[at] || (part.startsWith('{') && asked[at] !== ''))
    );
  });
};

const pointer = (...parts: string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

/**
 * What in an answer of the board's API is not as `openapi.json` says, by an independent reader of it; `undefined` where all
 * is, and for what is no operation of the API.
 */
export const departureOf = (
  method: string,
  pathname: string,
  answer: { readonly status: number; readonly contentType: string | null | undefined; readonly text: string },
): string | undefined => {
  const path = pathOf(pathname);
  const verb = method.toLowerCase();
  const operation = path === undefined ? undefined : description.paths[path]?.[verb];
  if (path === undefined || operation === undefined) return undefined;
  const said = `${method} ${path} → ${answer.status}`;
  const { responses } = operation;
  const status = [String(answer.status), `${Math.floor(answer.status / 100)}XX`].find(
    (each) => each in responses,
  );
  if (status === undefined) return `${said} is not described`;
  const content = responses[status]?.content;
  if (content === undefined) return undefined;
  const type = (answer.contentType ?? '').split(';')[0] ?? '';
  if (!(type in content)) return `${said} is described as ${Object.keys(content)}, not as "${type}"`;
  const validate = ajv.getSchema(
    `openapi#${pointer('paths', path, verb, 'responses', status, 'content', type, 'schema')}`,
  );
  if (validate === undefined) return `${said} has no schema`;
  if (validate(/json/.test(type) ? JSON.parse(answer.text) : answer.text)) return undefined;
  return `${said}: ${ajv.errorsText(validate.errors)}`;
};
