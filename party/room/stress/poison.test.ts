import { expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { closeCode } from '../../../shared/protocol/close.ts';
import { saveAckFrame, step1Frame, updateFrame } from '../../../shared/protocol/frames.ts';
import { settle } from '../../../test/clock.ts';
import { count, report } from '../../../test/counts.ts';
import { DirectClient } from '../../../test/direct-client.ts';
import { breakingUpdate, breakOver } from '../../../test/poison.ts';
import { TestRoom } from '../../../test/test-room.ts';

it('R21 serves every honest edit again after each of very many updates that break the document', async () => {
  // The room reports why it rebuilds.
  const reports = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const room = new TestRoom();
  const poisons = count('poisons');
  const ada = await DirectClient.open(room, await room.token('ada'));
  const token = await room.token('eve');
  const doc = new Y.Doc();
  const text = doc.getText('t');
  const edit = (words: string): Uint8Array => {
    const before = Y.encodeStateVector(doc);
    text.insert(text.length, words);
    return updateFrame(Y.encodeStateAsUpdate(doc, before));
  };
  ada.tell(edit('a document of some size '.repeat(5_000)), saveAckFrame(0));
  await settle();
  let longestMs = 0;
  for (let n = 1; n <= poisons; n++) {
    const eve = await DirectClient.open(room, token);
    breakOver(room.core.document.doc);
    const startMs = performance.now();
    // One edit is on its way to the disk; one comes right behind the update that breaks the document.
    ada.tell(edit(`before ${n} `));
    eve.tell(updateFrame(breakingUpdate(1_000 + n)));
    ada.tell(edit(`after ${n} `), saveAckFrame(n));
    while (!isAcked(ada, n)) await settle();
    expect(eve.closed).toBe(closeCode.replicaRefused);
    longestMs = Math.max(longestMs, performance.now() - startMs);
  }
  expect(reports).toHaveBeenCalledTimes(poisons);
  reports.mockRestore();
  room.restart();
  const late = await DirectClient.open(room, await room.token('bob'));
  late.tell(step1Frame(Y.encodeStateVector(new Y.Doc())));
  const copy = new Y.Doc();
  for (const message of late.takeHeard()) if (message.type === 'step2') Y.applyUpdate(copy, message.update);
  expect(copy.getText('t').toJSON()).toBe(text.toJSON());
  report(
    `${poisons} updates that broke the document: serving again after at most ${longestMs.toFixed(1)} ms`,
  );
});

function isAcked(client: DirectClient, n: number): boolean {
  const last = client.takeHeard().findLast((message) => message.type === 'saveAck');
  return last?.n === n;
}
