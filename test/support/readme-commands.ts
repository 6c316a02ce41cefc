import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a page prints to be typed: the lines of its shell blocks, and what stands in backticks and calls npm or node. */
const commandsIn = (page: string): string[] => {
  const text = readFileSync(`${root}/${page}`, 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block.replaceAll('\\\n', ' ').split('\n'),
  );
  const spans = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`]+)`/g)]
    .map(([, span = '']) => span.replaceAll(/\s+/g, ' '))
    .filter((span) => /^(?:[A-Z_]+=\S+ )*(?:npm|npx|node) /.test(span));
  const commands = [...blocks, ...spans].flatMap((line) => line.replace(/\s+#.*$/, '').split(' && '));
  return [...new Set(commands.map((command) => command.trim()).filter((command) => command !== ''))];
};

/** Everything that the README prints to be typed. */
export const readmeCommands = (): string[] => commandsIn('README.md');

/** What the other pages print besides, of npm and node: each with the first page that has it. */
export const pageCommands = (): (readonly [command: string, page: string])[] => {
  const pages = globSync(['.github/*.md', '{bin,functions,lib,shared}/**/*.md'], { cwd: root });
  const first = new Map(
    pages.flatMap((page) => commandsIn(page).map((command) => [command, page] as const)).toReversed(),
  );
  for (const command of readmeCommands()) first.delete(command);
  return [...first].filter(([command]) => /^(?:[A-Z_]+=\S+ )*(?:npm|npx|node) /.test(command));
};
