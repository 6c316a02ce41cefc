import { readFileSync } from 'node:fs';
import { runCommand } from './admin/command.ts';
import { licencesOf } from './licences/allowed-licences.ts';

const usage = `The licences of all packages that the lock file names, and whether each is on the list of those that are allowed
(bin/licences/allowed-licences.ts). Exit 1 where one is not.

  npm run licences

Options
  --json             the result as data
  --help             this text`;

await runCommand({ usage }, async ({ out }) => {
  const packages = licencesOf(
    JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')),
  );
  const refused = packages.filter(({ allowed }) => !allowed);
  const counted = Object.entries(Object.groupBy(packages, ({ part, licence }) => `${part}  ${licence}`));
  out.result(
    { packages, refused: refused.length },
    [
      ...counted.sort().map(([kind, those = []]) => `${String(those.length).padStart(4)}  ${kind}`),
      ...refused.map(({ name, version, licence }) => `Not on the list: ${name} ${version}, ${licence}`),
      `${packages.length} packages, ${refused.length} with a licence that is not on the list.`,
    ].join('\n'),
  );
  return refused.length === 0 ? 0 : 1;
});
