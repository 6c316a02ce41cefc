import { POLICIES } from '../lib/policies.ts';

const names = Object.keys(POLICIES);
const [name = ''] = process.argv.slice(2);
const policy = POLICIES[name];
if (policy === undefined) {
  console.error(`Prints a policy for IAM: npm run --silent policies -- ${names.join(' | ')}`);
  process.exitCode = 2;
} else console.log(JSON.stringify(policy, null, 2));
