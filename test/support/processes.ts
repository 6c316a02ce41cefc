import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

type Listed = { readonly pid: number; readonly parent: number };

/** Every process of this machine that is not merely waiting to be buried, by the system's own list. */
export const processes = (platform: NodeJS.Platform = process.platform): Listed[] => {
  switch (platform) {
    case 'linux':
      return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? fromStat(Number(name)) : []));
    case 'win32':
      return fromLines(
        execFileSync('powershell', [
          '-NoProfile',
          '-Command',
          'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) R" }',
        ]),
      );
    default:
      return fromLines(execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=']));
  }
};

export const childrenOf = (pid: number): number[] =>
  processes().flatMap((each) => (each.parent === pid ? each.pid : []));

export const isAlive = (pid: number): boolean => processes().some((each) => each.pid === pid);

const fromStat = (pid: number): Listed[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? [] : [{ pid, parent: Number(parent) }];
  } catch {
    return []; // gone meanwhile
  }
};

const fromLines = (text: Buffer): Listed[] =>
  String(text)
    .split(/\r?\n/)
    .flatMap((line) => {
      const [, pid, parent, state] = /^\s*(\d+)\s+(\d+)\s+(\S+)/.exec(line) ?? [];
      return state === undefined || state.startsWith('Z')
        ? []
        : [{ pid: Number(pid), parent: Number(parent) }];
    });
