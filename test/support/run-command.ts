import { vi } from 'vitest';

export type Said = {
  readonly code: number;
  /** What it prints as its result, and as its progress. */
  readonly said: string;
  readonly progress: string;
};

let calls = 0;

/** Thrown where a command ends its process. */
class Ended extends Error {
  override readonly name = 'Ended';
}

/**
 * Runs a command as npm would, but in this process: a process of its own for each would take most of its time to start. Reads
 * the command's file anew, as it reads its environment.
 */
export const runCommand = async (name: string, args: readonly string[]): Promise<Said> => {
  const before = { argv: process.argv, exitCode: process.exitCode, env: { ...process.env } };
  const said: string[] = [];
  const progress: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void said.push(String(text)));
  const error = vi.spyOn(console, 'error').mockImplementation((text) => void progress.push(String(text)));
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    process.exitCode = code;
    throw new Ended();
  });
  try {
    process.argv = ['node', name, ...args];
    process.exitCode = undefined;
    calls += 1;
    await import(/* @vite-ignore */ `../../bin/${name}.ts?call=${calls}`).catch((fault: unknown) => {
      if (!(fault instanceof Ended)) throw fault;
    });
    return { code: Number(process.exitCode ?? 0), said: said.join('\n'), progress: progress.join('\n') };
  } finally {
    process.argv = before.argv;
    process.exitCode = before.exitCode;
    // What it told itself of the running system, the next has to find out as well.
    for (const name of Object.keys(process.env)) if (!(name in before.env)) delete process.env[name];
    Object.assign(process.env, before.env);
    for (const spied of [log, error, exit]) spied.mockRestore();
  }
};
