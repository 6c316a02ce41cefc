import * as z from 'zod';
import { BadClinicFile, DEMO_CLINIC, readClinicFile } from '../read-clinic-file.ts';
import { writeEndpoints } from './endpoints.ts';
import { firstSteps } from './first-steps.ts';
import { startLocalSystem } from './local-system.ts';
import { localSettings } from './settings.ts';

/** `npm start`, from settings to Ctrl-C. */
export const runLocal = async (): Promise<void> => {
  try {
    const settings = localSettings(process.env);
    const catalogue = readClinicFile(settings.clinicFile ?? DEMO_CLINIC);
    const system = await startLocalSystem(settings, catalogue);
    const forgetEndpoints = writeEndpoints(system);
    const seconds = (performance.now() / 1000).toFixed(1);
    const cal = system.sandbox
      ? `${system.sandbox.url}   (sandbox: book here as the patient)`
      : settings.calApiUrl;
    // Where there are several sites, the board's data is that of one.
    const [site, another] = catalogue.sites;
    const data = `${system.url}/api/board${site && another ? `?site=${site.id}` : ''}`;
    const steps = system.sandbox ? firstSteps(catalogue, system.sandbox.sandbox.clinic, Date.now()) : [];
    console.log(`The room assigner is ready (${seconds} s).

  Room board   ${system.url}/   and ${data}
  Webhook      POST ${system.url}/api/webhooks/cal
  Cal.com      ${cal}

Try, in another terminal:
${steps.map((step) => `  ${step}\n`).join('')}  curl -s "${data}"

The board is open to anyone who reaches this machine's loopback: local mode. Ctrl-C ends everything.`);
    let ending = false;
    const end = (): void => {
      if (ending) process.exit(130); // someone is in a hurry
      ending = true;
      forgetEndpoints();
      system.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
    whenNpmIsGone(end);
  } catch (error) {
    console.error(explained(error));
    process.exit(error instanceof z.ZodError || error instanceof BadClinicFile ? 2 : 1);
  }
};

/** npm hands a signal to a shell, which ends and says nothing to us: started by npm, we end when anyone who started us is gone. */
const whenNpmIsGone = (end: () => void): void => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    end();
  }, 500);
};

const explained = (error: unknown): string => {
  if (error instanceof z.ZodError)
    return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n');
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `${error.message}\nAnother program uses that port: set PORT and SANDBOX_PORT to free ones.`;
  return error instanceof Error ? error.message : String(error);
};
