import { planCommand } from './plan/plan-command.ts';

process.exitCode = await planCommand(process.argv.slice(2), { out: console.log, aside: console.error });
