import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessInfo {
  pid: number;
  parent: number;
  group: number;
  name: string;
  rssBytes: number;
}

/** Every process of this machine, from /proc if it exists, else from ps. */
export function listProcesses(): ProcessInfo[] {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** All descendants of a process. */
export function descendantsOf(pid: number, all: ProcessInfo[] = listProcesses()): ProcessInfo[] {
  const children = all.filter(({ parent }) => parent === pid);
  return [...children, ...children.flatMap((child) => descendantsOf(child.pid, all))];
}

const pageBytes = 4_096;

function fromProc(): ProcessInfo[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    let stat: string;
    try {
      stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
    } catch {
      // The process ended in the meantime.
      return [];
    }
    // The name is in parentheses and may contain anything, even parentheses.
    const open = stat.indexOf('(');
    const close = stat.lastIndexOf(')');
    const fields = stat.slice(close + 2).split(' ');
    if (fields[0] === 'Z') return [];
    return [
      {
        pid: Number(entry),
        parent: Number(fields[1]),
        group: Number(fields[2]),
        name: stat.slice(open + 1, close),
        rssBytes: Number(fields[21]) * pageBytes,
      },
    ];
  });
}

function fromPs(): ProcessInfo[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,rss=,comm='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, group, rss, ...name] = line.trim().split(/\s+/);
    if (pid === undefined || pid === '') return [];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        name: name.join(' ').split('/').at(-1) ?? '',
        rssBytes: Number(rss) * 1024,
      },
    ];
  });
}
