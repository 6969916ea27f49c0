import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import * as z from 'zod/mini';
import { freePorts } from '../../scripts/ports.ts';
import { newRoomId } from '../../shared/ids.ts';
import type { Role } from '../../shared/roles.ts';
import { peerIn, tokenFor } from '../../test/room-clients.ts';
import { RoomProcess } from '../../test/room-process.ts';
import { type Bench, countFlag, type Findings, type Flags } from '../lib/bench.ts';
import { percentile } from '../lib/figures.ts';
import { usageOf } from '../lib/usage.ts';
import { kinds } from './kinds.ts';

const wordEveryMs = 60;
const documentCharacters = 100_000;
const settleMs = 60_000;
const mib = 1024 ** 2;

export const bench: Bench = {
  about: 'two people type while a third sends the worst second of each kind of frame',
  flags: { seconds: { type: 'string' }, only: { type: 'string' }, role: { type: 'string' } },
  run,
};

interface Kind {
  name: string;
  p50Ms: number | undefined;
  p99Ms: number | undefined;
  edits: number;
  lost: number;
  sentFrames: number;
  closes: Record<string, number>;
  rssMiB: number | undefined;
}

async function run(flags: Flags): Promise<Findings> {
  const seconds = countFlag(flags, 'seconds', 6);
  const only = typeof flags['only'] === 'string' ? flags['only'].split(',') : undefined;
  const role = z._default(z.enum(['editor', 'viewer']), 'viewer').parse(flags['role']);
  const names = Object.keys(kinds).filter((name) => !only || only.includes(name));
  if (names.length === 0) throw new Error(`--only: ${Object.keys(kinds).join(',')}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'tandem-flood-'));
  const [port = 0] = await freePorts(1);
  const server = new RoomProcess(port);
  await server.start();
  const rss = (): number | undefined => {
    const bytes = usageOf(server.workerdPid)?.rssBytes;
    return bytes === undefined ? undefined : bytes / mib;
  };
  try {
    const before = rss();
    const measured: Kind[] = [];
    for (const name of names) {
      console.error(name);
      measured.push({ ...(await typeBeside(server, { name, seconds, role, folder })), rssMiB: rss() });
    }
    await sleep(settleMs);
    const after = rss();
    return {
      tables: [
        {
          title: `Once a second, for ${seconds} s, a ${role} sends the worst megabyte of`,
          columns: ['kind', 'p50, ms', 'p99, ms', 'edits', 'lost', 'frames', 'closed with', 'memory, MiB'],
          rows: measured.map((kind) => [
            kind.name,
            kind.p50Ms,
            kind.p99Ms,
            kind.edits,
            kind.lost,
            kind.sentFrames,
            Object.entries(kind.closes)
              .map(([code, times]) => `${times} × ${code}`)
              .join(', '),
            kind.rssMiB,
          ]),
        },
      ],
      notes: [
        'p50 and p99: from a word typed by one to the same word read by the other.',
        `Memory of the room server: ${shown(before)} MiB before, ${shown(after)} MiB a minute after the last kind.`,
      ],
      data: { seconds, role, beforeMiB: before, afterMiB: after, kinds: measured },
    };
  } finally {
    await server.destroy();
    rmSync(folder, { recursive: true });
  }
}

const shown = (value: number | undefined): string => value?.toFixed(0) ?? '–';

async function typeBeside(
  server: RoomProcess,
  options: { name: string; seconds: number; role: Role; folder: string },
): Promise<Omit<Kind, 'rssMiB'>> {
  const room = newRoomId();
  const [ada, bob] = [peerIn(server, room, 'ada'), peerIn(server, room, 'bob')];
  await Promise.all([ada, bob].map((peer) => peer.until(({ synced }) => synced, 10_000, 'a typist')));
  // Half of it is deleted again, so that the document has many structs.
  const text = ada.doc.getText('t');
  ada.doc.transact(() => text.insert(0, 'word '.repeat(documentCharacters / 5)));
  for (let at = documentCharacters - 5; at > 0; at -= 10) ada.doc.transact(() => text.delete(at, 5));
  await ada.until(({ unsaved }) => !unsaved, 60_000, 'the document');
  const documentPath = path.join(options.folder, 'document');
  writeFileSync(documentPath, Y.encodeStateAsUpdate(ada.doc));

  const times: number[] = [];
  const waiting = new Map<string, number>();
  for (const peer of [ada, bob]) {
    peer.doc.getText('typed').observe(({ delta, transaction }) => {
      if (transaction.local) return;
      for (const { insert } of delta) {
        for (const word of typeof insert === 'string' ? insert.split(' ') : []) {
          const sentAt = waiting.get(word);
          if (sentAt !== undefined && waiting.delete(word)) times.push(performance.now() - sentAt);
        }
      }
    });
  }
  let typed = 0;
  const typing = setInterval(() => {
    for (const peer of [ada, bob]) {
      const word = `w${typed++}`;
      waiting.set(word, performance.now());
      peer.doc.getText('typed').insert(0, `${word} `);
    }
  }, wordEveryMs);
  const token = await tokenFor(room, 'eve', options.role);
  const url = server.socketUrl(room, `token=${token}`);
  const { sent, closes } = await send([url, options.name, documentPath, String(options.seconds)]);
  clearInterval(typing);
  const deadline = Date.now() + 10_000;
  while (waiting.size > 0 && Date.now() < deadline) await sleep(20);
  for (const peer of [ada, bob]) peer.destroy();
  return {
    name: options.name,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
    edits: typed,
    lost: waiting.size,
    sentFrames: sent,
    closes,
  };
}

const sentSchema = z.object({ sent: z.number(), closes: z.record(z.string(), z.number()) });

async function send(args: string[]): Promise<z.infer<typeof sentSchema>> {
  const child = fork(path.join(import.meta.dirname, 'sender.ts'), args);
  return await new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(sentSchema.parse(message)));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sender ended with ${code}`)));
  });
}
