import { readFileSync } from 'node:fs';
import type { Handle } from './dispatch.ts';

/** Read by those few who ask for it: a start of the function does not wait for so long a text. */
const description = (): Description =>
  JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'));
type Description = typeof import('./openapi.json');

/** `GET /api/openapi.json`. */
export const getOpenApi: Handle = async () => ({ status: 200, body: description() });

/** `GET /api/docs`: the description as a page, without any script or anything from elsewhere. */
export const getDocs: Handle = async () => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: pageOf(description()),
});

type OperationDescription = {
  readonly summary: string;
  readonly 'x-role': string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>>;
  };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly content?: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>>;
      }
    >
  >;
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const schemaLink = (content: OperationDescription['requestBody']): string => {
  const name = Object.values(content?.content ?? {})[0]
    ?.schema.$ref.split('/')
    .at(-1);
  return name === undefined ? '' : `<a href="#${escaped(name)}">${escaped(name)}</a>`;
};

const operationHtml = (method: string, path: string, operation: OperationDescription): string =>
  [
    `<h3><code>${method.toUpperCase()} ${escaped(path)}</code></h3>`,
    `<p>${escaped(operation.summary)} Least role: <strong>${escaped(operation['x-role'])}</strong>.</p>`,
    '<dl>',
    ...operation.parameters.map(
      (each) =>
        `<dt><code>${escaped(each.name)}</code> (${escaped(each.in)})</dt><dd>${escaped(each.description ?? '')}</dd>`,
    ),
    operation.requestBody === undefined ? '' : `<dt>Body</dt><dd>${schemaLink(operation.requestBody)}</dd>`,
    ...Object.entries(operation.responses).map(
      ([status, response]) =>
        `<dt>${status}</dt><dd>${escaped(response.description)} ${response.content === undefined ? '' : schemaLink({ content: response.content })}</dd>`,
    ),
    '</dl>',
  ].join('\n');

const pageOf = ({ info, paths, components }: Description): string =>
  [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escaped(info.title)}</title></head><body><main>`,
    `<h1>${escaped(info.title)}</h1>`,
    `<p>${escaped(info.description)} As a file: <a href="/api/openapi.json">openapi.json</a>.</p>`,
    '<h2>Routes</h2>',
    ...Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) =>
        operationHtml(method, path, operation as OperationDescription),
      ),
    ),
    '<h2>Schemas</h2>',
    ...Object.entries(components.schemas).map(
      ([name, schema]) =>
        `<h3 id="${escaped(name)}">${escaped(name)}</h3>\n<pre>${escaped(JSON.stringify(schema, null, 2))}</pre>`,
    ),
    '</main></body></html>',
  ].join('\n');
