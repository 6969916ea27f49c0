import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in ticks of 10 ms. */
const msPerTick = 10;

/** What the serving process has used, without the command-line tool around it that watches files. */
export interface Usage {
  /** User and system time since it started, in ms; a tick is 10 ms. */
  cpuMs: number;
  /** Resident memory, in bytes. */
  rssBytes: number;
}

interface Process {
  pid: number;
  parent: number;
  name: string;
  cpuMs: number;
}

/**
 * Reads `/proc`. Undefined where that does not exist (macOS, Windows): no figure is better than a guess.
 * `serving`: the name of the serving process, somewhere below `pid`; `pid` itself if there is none of that
 * name.
 */
export function usageOf(pid: number, serving?: string): Usage | undefined {
  const all = processes();
  if (!all) return undefined;
  const tree = below(all, pid);
  const server = tree.find(({ name }) => name === serving) ?? tree[0];
  const rssBytes = server && residentBytes(server.pid);
  return server && rssBytes !== undefined ? { cpuMs: server.cpuMs, rssBytes } : undefined;
}

/**
 * CPU time that this machine's processes have used since it started, in ms: more than the measured ones did means that
 * other work was in their way. Undefined where there is no `/proc`.
 */
export function machineCpuMs(): number | undefined {
  const line = process.platform === 'linux' ? readIfThere('/proc/stat')?.split('\n')[0] : undefined;
  return line === undefined ? undefined : parseCpuLine(line);
}

/** `cpu`, then ticks: user, nice, system, idle, waiting for a disk, interrupts. The last also count as a process's own. */
export function parseCpuLine(line: string): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softIrq) * msPerTick;
}

function below(all: readonly Process[], pid: number): Process[] {
  const own = all.filter((process) => process.pid === pid);
  return [...own, ...all.filter(({ parent }) => parent === pid).flatMap((child) => below(all, child.pid))];
}

function processes(): Process[] | undefined {
  if (process.platform !== 'linux') return undefined;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = readIfThere(`/proc/${name}/stat`);
      return stat === undefined ? [] : [parseStat(stat)];
    });
}

/** The name stands in parentheses and may hold spaces and parentheses itself. */
function parseStat(stat: string): Process {
  const [open, close] = [stat.indexOf('('), stat.lastIndexOf(')')];
  const fields = stat.slice(close + 2).split(' ');
  const field = (at: number): number => Number(fields[at]);
  return {
    pid: Number(stat.slice(0, open)),
    name: stat.slice(open + 1, close),
    parent: field(1),
    cpuMs: (field(11) + field(12)) * msPerTick,
  };
}

function residentBytes(pid: number): number | undefined {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}
