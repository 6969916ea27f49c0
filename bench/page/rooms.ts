import { setTimeout } from 'node:timers/promises';
import * as Y from 'yjs';
import { createFile, deleteFile, listFiles, textOf } from '../../shared/doc.ts';
import { newRoom, type Person } from '../../test/people.ts';

/** A room with these files alone, and what its pages are opened by. */
export async function roomWith(origin: string, files: ReadonlyMap<string, string>): Promise<BenchRoom> {
  const { room, owner, enter } = await newRoom(origin);
  const peer = await owner.join();
  peer.doc.transact(() => {
    for (const { id } of listFiles(peer.doc)) deleteFile(peer.doc, id);
  });
  for (const [path, text] of files) createFile(peer.doc, path, text);
  await peer.until(({ unsaved }) => !unsaved, 60_000, 'saved files');
  leave(peer);
  const link = new URL(room.links.edit, origin).href;
  return { link, join: (name) => enter(room.links.edit, name) };
}

export interface BenchRoom {
  link: string;
  /** Another person in the room, by the edit link. */
  join: (name: string) => Promise<Person>;
}

/**
 * Asks the built-in model this many times, and waits for each answer; a request that comes too soon is sent again.
 * @returns how long each took from the call that was let in, in ms
 */
export async function chatInRoom(room: BenchRoom, requests: number): Promise<number[]> {
  const person = await room.join('Asking');
  const tookMs: number[] = [];
  while (tookMs.length < requests) {
    const began = performance.now();
    const { status, text } = await person.call('POST', 'chat', { message: 'list' });
    if (status === 200) tookMs.push(performance.now() - began);
    else if (status === 429) await setTimeout(1_000);
    else throw new Error(`request ${tookMs.length + 1}: ${status} ${text}`);
  }
  return tookMs;
}

/** Awareness has a timer that ends only with its document. */
function leave(peer: Awaited<ReturnType<Person['join']>>): void {
  peer.stop();
  peer.doc.destroy();
}

const moveMs = 200;

/**
 * People whose cursors move through the first file, five times a second each. @returns a function that makes
 * them leave.
 */
export async function crowd(room: BenchRoom, people: number): Promise<() => void> {
  const leaves: (() => void)[] = [];
  for (let at = 0; at < people; at++) {
    const person = await room.join(`Person ${at + 1}`);
    const peer = await person.join();
    const [file] = listFiles(peer.doc);
    const text = file && textOf(peer.doc, file.id);
    if (!file || !text) throw new Error('the room has no file for cursors to move in');
    let step = at * 40;
    const timer = setInterval(() => {
      step = (step + 7) % Math.min(text.length, 1_000);
      const here = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, step));
      peer.awareness.setLocalState({ file: file.id, selection: { anchor: here, head: here } });
    }, moveMs);
    leaves.push(() => {
      clearInterval(timer);
      leave(peer);
    });
  }
  return () => {
    for (const leave of leaves) leave();
  };
}
