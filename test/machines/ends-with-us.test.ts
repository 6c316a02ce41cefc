import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { eventually } from '../../bin/local/eventually.ts';
import { isAlive, processes } from '../support/processes.ts';

const STARTER = `
import { startSystem } from ${JSON.stringify(new URL('../../bin/local/running-system.ts', import.meta.url).href)};
const { pid } = await startSystem();
console.log(pid);
setInterval(() => undefined, 1000);`;

test('a test run that is killed leaves neither a system nor its emulator behind', async () => {
  const starter = spawn(process.execPath, ['--input-type=module', '-e', STARTER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(starter.stdout, 'data');
  const system = Number(said);
  const family = [system, ...processes().flatMap(({ pid, parent }) => (parent === system ? pid : []))];
  expect(family.length).toBeGreaterThan(1);
  starter.kill('SIGKILL');
  await eventually('the end of all of them', async () => !family.some(isAlive));
});
