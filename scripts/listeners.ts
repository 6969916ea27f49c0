import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { BlockList, isIPv4 } from 'node:net';

/** A listening TCP socket. */
export interface Listener {
  pid: number;
  /** In the system's notation: `127.0.0.1`, `0.0.0.0`, `::` … */
  address: string;
  port: number;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine can reach it. */
export const isLoopback = ({ address }: Listener): boolean =>
  loopback.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');

/** The listening sockets of these processes, from /proc if it exists, else from lsof. */
export function listenersOf(pids: readonly number[]): Listener[] {
  return process.platform === 'linux' ? fromProc(pids) : fromLsof(pids);
}

function fromProc(pids: readonly number[]): Listener[] {
  const sockets = new Map([...listening('/proc/net/tcp'), ...listening('/proc/net/tcp6')]);
  return pids.flatMap((pid) =>
    socketsOf(pid).flatMap((inode) => {
      const found = sockets.get(inode);
      return found === undefined ? [] : [{ pid, ...found }];
    }),
  );
}

/** By inode. */
function listening(table: string): [string, Omit<Listener, 'pid'>][] {
  const [, ...rows] = readFileSync(table, 'utf8').trim().split('\n');
  return rows.flatMap((row): [string, Omit<Listener, 'pid'>][] => {
    const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    return state === '0A' ? [[inode, { address: fromHex(address), port: parseInt(port, 16) }]] : [];
  });
}

/** Parses the kernel's notation of an address: words of four bytes, each in little-endian order. */
function fromHex(hex: string): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => parseInt(byte, 16)).join('.');
  const groups = bytes.join('').match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return (unlessGone(() => readdirSync(folder)) ?? []).flatMap((fd) => {
    const target = unlessGone(() => readlinkSync(`${folder}/${fd}`)) ?? '';
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    return inode === undefined ? [] : [inode];
  });
}

/** Processes may end and close files while they are being inspected. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function fromLsof(pids: readonly number[]): Listener[] {
  const output = execFileSync('lsof', ['-nP', '-iTCP', '-sTCP:LISTEN', '-a', '-p', pids.join(','), '-Fpn'], {
    encoding: 'utf8',
  });
  let pid = 0;
  return output.split('\n').flatMap((line) => {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    const [, address = '', port = ''] = /^n\[?([^\]]*)\]?:(\d+)$/.exec(line) ?? [];
    if (port === '') return [];
    return [{ pid, address: address === '*' ? '0.0.0.0' : address, port: Number(port) }];
  });
}
