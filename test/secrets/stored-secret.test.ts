import { beforeEach, describe, expect, test } from 'vitest';
import { calKeys } from '../../shared/secrets/cal-keys.ts';
import { webhookSecrets } from '../../shared/secrets/webhook-secrets.ts';

/** A Secrets Manager with one secret, and how it was asked. */
let stored: string | Error;
let asked: { maxAgeSeconds: number; forceFetch: boolean }[];
let now: number;
beforeEach(() => {
  stored = '{"current":"one"}';
  asked = [];
  now = 1_000_000;
});
const read = async (_: string, options: { maxAgeSeconds: number; forceFetch: boolean }): Promise<string> => {
  asked.push(options);
  if (stored instanceof Error) throw stored;
  return stored;
};
const clock = () => now;
const secrets = (id: string | undefined = 'webhook') => webhookSecrets(id, read, clock);

describe('the webhook’s secrets', () => {
  test('are cached for no longer than five minutes', async () => {
    expect(await secrets().get()).toEqual({ current: 'one' });
    expect(asked).toEqual([{ maxAgeSeconds: 300, forceFetch: false }]);
  });

  test('may be two, while one replaces the other', async () => {
    stored = '{"current":"two","previous":"one"}';
    expect(await secrets().get()).toEqual({ current: 'two', previous: 'one' });
    stored = '{"current":"two","previous":""}';
    expect(await secrets().get()).toEqual({ current: 'two' });
  });

  test('are looked up past the cache once a minute at most', async () => {
    const ours = secrets();
    await ours.refetched();
    stored = '{"current":"two"}';
    now += 59_999;
    await ours.refetched();
    expect(asked.filter((each) => each.forceFetch)).toHaveLength(1);
    now += 1;
    expect(await ours.refetched()).toEqual({ current: 'two' });
    expect(asked.filter((each) => each.forceFetch)).toHaveLength(2);
  });

  test('are asked for once by many who come together', async () => {
    const ours = secrets();
    await Promise.all(Array.from({ length: 50 }, ours.get));
    expect(asked).toHaveLength(1);
  });

  test('that prove wrong for many at once are looked up once, and all of them wait for the answer', async () => {
    let cached = '{"current":"one"}';
    const behindACache = async (_: string, { forceFetch }: { forceFetch: boolean }): Promise<string> => {
      if (!forceFetch) return cached;
      asked.push({ maxAgeSeconds: 0, forceFetch });
      await new Promise((resolve) => setImmediate(resolve));
      cached = '{"current":"two","previous":"one"}';
      return cached;
    };
    const ours = webhookSecrets('webhook', behindACache, clock);
    await ours.get();
    const found = await Promise.all(Array.from({ length: 50 }, ours.refetched));
    expect(found.every(({ current }) => current === 'two')).toBe(true);
    expect(asked).toHaveLength(1);
  });

  test('stay as last known while Secrets Manager cannot be asked, which is asked once a minute', async () => {
    const ours = secrets();
    await ours.get();
    stored = new Error('down');
    now += 300_000;
    for (let i = 0; i < 10; i += 1) expect(await ours.get()).toEqual({ current: 'one' });
    expect(asked).toHaveLength(2);
    stored = '{"current":"two"}';
    now += 60_000;
    expect(await ours.get()).toEqual({ current: 'two' });
  });

  test('that were missing a moment ago may already be exchanged again', async () => {
    const ours = secrets();
    stored = new Error('not there yet');
    await expect(ours.get()).rejects.toMatchObject({ name: 'SecretUnavailable' });
    stored = '{"current":"one"}';
    await ours.get();
    stored = '{"current":"two"}';
    expect(await ours.refetched()).toEqual({ current: 'two' });
  });

  test.each([['{'], ['{}'], ['{"current":""}'], ['{"current":7}'], ['"sesame"'], ['sesame']])(
    'that read %s are none, and are not repeated',
    async (text) => {
      stored = text;
      const failure = await secrets()
        .get()
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'SecretUnavailable' });
      expect(String(failure)).not.toContain('sesame');
      expect((failure as Error).cause).toBeUndefined();
    },
  );

  test('are missing where none is configured', async () => {
    await expect(webhookSecrets(undefined, read, clock).get()).rejects.toMatchObject({
      name: 'SecretUnavailable',
    });
    await expect(secrets('').get()).rejects.toMatchObject({ name: 'SecretUnavailable' });
    expect(asked).toEqual([]);
  });
});

describe('the keys of Cal.com', () => {
  test('are found by the credential’s name', async () => {
    stored = '{"main":"cal_1","north":" cal_2 "}';
    const keyOf = calKeys('keys', read, clock);
    expect([await keyOf('main'), await keyOf('north')]).toEqual(['cal_1', 'cal_2']);
  });

  test('are looked up again for a credential that was added since', async () => {
    stored = '{"main":"cal_1"}';
    const keyOf = calKeys('keys', read, clock);
    await keyOf('main');
    stored = '{"main":"cal_1","north":"cal_2"}';
    expect(await keyOf('north')).toBe('cal_2');
  });

  test('are missed by name', async () => {
    stored = '{"main":"cal_1"}';
    for (const name of ['north', '__proto__', 'toString'])
      await expect(calKeys('keys', read, clock)(name)).rejects.toThrow(`credential ${name}`);
  });

  test('are looked up past the cache when one was refused', async () => {
    stored = '{"main":"cal_1"}';
    const keyOf = calKeys('keys', read, clock);
    await keyOf('main');
    await keyOf('main', { fresh: true });
    expect(asked.map((each) => each.forceFetch)).toEqual([false, true]);
  });
});
