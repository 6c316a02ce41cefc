import { readFileSync } from 'node:fs';

/** Everything that the README prints to be typed: the lines of its shell blocks, and what stands in backticks. */
export const readmeCommands = (): string[] => {
  const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.split('\n'));
  const spans = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, span = '']) => span,
  );
  const lines = [...blocks, ...spans.filter((span) => /^(?:[A-Z_]+=\S+ )*(?:npm|npx|node) /.test(span))];
  const commands = lines.flatMap((line) => line.replace(/\s+#.*$/, '').split(' && '));
  return [...new Set(commands.map((command) => command.trim()).filter((command) => command !== ''))];
};
