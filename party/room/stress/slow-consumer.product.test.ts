import { connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { freePorts } from '../../../scripts/ports.ts';
import { newRoomId } from '../../../shared/ids.ts';
import { count, report } from '../../../test/counts.ts';
import { headCount, peerIn, tokenFor } from '../../../test/room-clients.ts';
import { RoomProcess } from '../../../test/room-process.ts';

const pasteLength = 64 * 1024;
const pasteMs = 85;
const typingMs = 50;
/** Somewhat longer than a client that does not read is tolerated. */
const loadMs = 15_000;
const mib = 1024 * 1024;
/** How much one client that does not read may grow the server's memory. */
const maxGrowth = 32 * mib;
const ports = await freePorts(2);

/** A socket that is admitted and never reads a byte. */
async function deafSocket(server: RoomProcess, room: string): Promise<{ end: () => void }> {
  const { pathname, search } = new URL(server.socketUrl(room, `token=${await tokenFor(room, 'eve')}`));
  const socket = connect(server.port, '127.0.0.1');
  socket.pause();
  // The room cuts it off, which is the point; the test sees that from the server's side.
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  const key = Buffer.from('sixteen bytes ok').toString('base64');
  const lines = [`GET ${pathname}${search} HTTP/1.1`, `Host: 127.0.0.1:${server.port}`];
  lines.push('Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13');
  socket.write([...lines, `Sec-WebSocket-Key: ${key}`, '', ''].join('\r\n'));
  return { end: () => socket.destroy() };
}

function rssOf(pid: number): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) * 1024;
}

interface Load {
  /** The largest growth of the server's memory, in bytes. */
  growth: number;
  /** Latency between one who types and one who reads, in ms. */
  p95: number;
  /** When the last of those who do not read was cut off, in ms after the load began. */
  cutMs: number | undefined;
}

/** Three people in a room where much is pasted, beside `deaf` sockets that do not read. */
async function underLoad(port: number, deaf: number): Promise<Load> {
  const server = new RoomProcess(port);
  await server.start();
  const room = newRoomId();
  const [writer, typist, reader] = ['ada', 'bob', 'zoe'].map((name) => peerIn(server, room, name));
  if (!writer || !typist || !reader) throw new Error('a peer is missing');
  for (const peer of [writer, typist, reader]) await peer.until(({ synced }) => synced, 10_000, 'sync');
  const sockets = await Promise.all(Array.from({ length: deaf }, () => deafSocket(server, room)));
  const connections = (): Promise<number> => headCount(server, room);
  await expect.poll(connections).toBe(3 + deaf);

  const sentMs: number[] = [];
  const tookMs: number[] = [];
  reader.doc.getText('typed').observe(() => {
    const arrived = reader.doc.getText('typed').length;
    for (let n = tookMs.length; n < arrived; n++) tookMs.push(performance.now() - (sentMs[n] ?? NaN));
  });
  const typing = setInterval(() => {
    const text = typist.doc.getText('typed');
    sentMs.push(performance.now());
    text.insert(text.length, '.');
  }, typingMs);
  const pasting = setInterval(() => {
    const text = writer.doc.getText('pasted');
    writer.doc.transact(() => {
      text.delete(0, text.length);
      text.insert(0, `${sentMs.length}`.padEnd(pasteLength, 'pasted '));
    });
  }, pasteMs);

  const [startMs, rss] = [performance.now(), rssOf(server.workerdPid)];
  let [growth, cutMs]: [number, number | undefined] = [0, undefined];
  while (performance.now() - startMs < loadMs) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    growth = Math.max(growth, rssOf(server.workerdPid) - rss);
    if ((await connections()) === 3) cutMs ??= performance.now() - startMs;
  }
  clearInterval(typing);
  clearInterval(pasting);
  const left = await connections();
  for (const { end } of sockets) end();
  for (const peer of [writer, typist, reader]) {
    expect(peer.state.connection).toBe('online');
    peer.destroy();
  }
  expect(left).toBe(3);
  await server.destroy();
  tookMs.sort((a, b) => a - b);
  return { growth, p95: tookMs[Math.floor(tookMs.length * 0.95)] ?? NaN, cutMs };
}

it('R26 cuts off clients that never read, while the others go on and the server’s memory stays bounded', async () => {
  const deaf = count('deafSockets');
  // At the same time, on one server each, so that other load on the machine affects both alike.
  const [alone, beside] = await Promise.all([underLoad(ports[0] ?? 0, 0), underLoad(ports[1] ?? 0, deaf)]);
  const show = ({ growth, p95 }: Load): string =>
    `+${(growth / mib).toFixed(0)} MiB, p95 ${p95.toFixed(1)} ms`;
  report(
    `${deaf} that never read, 0.75 MiB/s: cut ${((beside.cutMs ?? NaN) / 1_000).toFixed(1)} s after the load began; ` +
      `server and others: ${show(beside)} (without them: ${show(alone)})`,
  );
  expect(beside.cutMs).toBeDefined();
  expect(beside.growth - alone.growth).toBeLessThan(deaf * maxGrowth);
});
