import * as z from 'zod';
import { CAL_APP_URL } from '../../shared/wiring.ts';
import type { SandboxServerOptions } from '../sandbox/sandbox-server.ts';

export type LocalSettings = {
  readonly port: number;
  readonly sandboxPort: number;
  readonly calApiUrl: string | undefined;
  /** Where a real Cal.com shows bookings to people. */
  readonly calAppUrl: string;
  readonly calApiKey: string;
  readonly webhookSecret: string;
  readonly clinicFile: string | undefined;
  readonly sweepSeconds: number;
  readonly settleSeconds: number;
  readonly patchSeconds: number;
  readonly dataDir: string | undefined;
  readonly logLevel: string;
  /** For tests: how the sandbox behaves. */
  readonly sandbox?: Pick<SandboxServerOptions, 'behaviour' | 'pace' | 'clinic' | 'apiKeys'>;
};

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const seconds = (fallback: number, least: number) => z.coerce.number().min(least).default(fallback);
const text = z.string().trim().min(1);

/** Good enough for the sandbox, and for nothing else. */
const PUBLISHED_SECRET = 'whsec_local';

const schema = z.object({
  PORT: port(3000),
  SANDBOX_PORT: port(3001),
  CAL_API_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !/\/v\d+\/?$/.test(url), 'is an origin, without /v2')
    .optional(),
  CAL_APP_URL: z.url({ protocol: /^https?$/ }).default(CAL_APP_URL),
  CAL_API_KEY: text.default('cal_local_key'),
  CAL_WEBHOOK_SECRET: text.default(PUBLISHED_SECRET),
  CLINIC_FILE: text.optional(),
  SWEEP_SECONDS: seconds(60, 1),
  CAL_SETTLE_SECONDS: seconds(10, 0),
  CAL_PATCH_SECONDS: seconds(15, 0.1),
  DATA_DIR: text.optional(),
  LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT']).default('WARN'),
});

/** Reads the local system's environment. @throws z.ZodError naming each variable that is wrong. */
export const localSettings = (env: NodeJS.ProcessEnv): LocalSettings => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = schema.parse(given);
  // The secret that stands in this project is everyone's: with it anyone could sign what a real Cal.com says.
  if (read.CAL_API_URL !== undefined && read.CAL_WEBHOOK_SECRET === PUBLISHED_SECRET)
    throw new z.ZodError([
      {
        code: 'custom',
        path: ['CAL_WEBHOOK_SECRET'],
        message: 'must be a secret of your own where CAL_API_URL names a Cal.com',
        input: undefined,
      },
    ]);
  return {
    port: read.PORT,
    sandboxPort: read.SANDBOX_PORT,
    calApiUrl: read.CAL_API_URL,
    calAppUrl: read.CAL_APP_URL,
    calApiKey: read.CAL_API_KEY,
    webhookSecret: read.CAL_WEBHOOK_SECRET,
    clinicFile: read.CLINIC_FILE,
    sweepSeconds: read.SWEEP_SECONDS,
    settleSeconds: read.CAL_SETTLE_SECONDS,
    patchSeconds: read.CAL_PATCH_SECONDS,
    dataDir: read.DATA_DIR,
    logLevel: read.LOG_LEVEL,
  };
};
