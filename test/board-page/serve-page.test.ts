import { beforeAll, describe, expect, test } from 'vitest';
import type { Call } from '../../functions/board/dispatch.ts';
import { writePage } from '../../functions/board/page/build.ts';
import { CONTENT_SECURITY_POLICY, getAsset, getPage } from '../../functions/board/page/serve-page.ts';
import { Problem } from '../../functions/board/problem.ts';

const call = (file?: string): Call => ({
  caller: { subject: 'public', role: 'public' },
  params: file === undefined ? {} : { file },
  query: {},
  headers: {},
  json: () => undefined,
});

let script = '';
let worker = '';
beforeAll(async () => {
  const { files } = await writePage('functions/board/page');
  const named = (name: string): string =>
    Object.keys(files)
      .find((path) => path.startsWith(`/assets/${name}.`) && path.endsWith('.js'))
      ?.replace('/assets/', '') ?? '';
  script = named('board');
  worker = named('worker');
});

describe('the page is served', () => {
  test('so that it may load from its own origin and from nowhere else', async () => {
    expect(CONTENT_SECURITY_POLICY).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; " +
        "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    for (const { headers } of [await getPage(call()), await getAsset(call(script))])
      expect(headers).toMatchObject({
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      });
  });

  test('the document anew each time, its files once and for all', async () => {
    expect((await getPage(call())).headers).toMatchObject({ 'cache-control': 'no-cache' });
    expect((await getAsset(call(script))).headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    });
  });

  test('with a worker of its own, which may keep all of it: no other file may', async () => {
    expect((await getPage(call())).body).toContain(`content="/assets/${worker}"`);
    expect((await getAsset(call(worker))).headers).toMatchObject({ 'service-worker-allowed': '/' });
    expect((await getAsset(call(script))).headers).not.toHaveProperty('service-worker-allowed');
  });

  test.each(['../built-page.json', '__proto__', 'constructor', 'board.js'])(
    'and %s is no file of it',
    async (file) => {
      await expect(getAsset(call(file))).rejects.toThrow(Problem);
    },
  );
});
