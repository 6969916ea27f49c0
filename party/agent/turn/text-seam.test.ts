import { readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai';
import { simulateReadableStream } from 'ai/test';
import { expect, it } from 'vitest';
import type { MessageMetadata } from '../../../shared/chat.ts';
import { TextSeam } from './text-seam.ts';

type Chunk = UIMessageChunk<MessageMetadata>;

const step = (...chunks: Chunk[]): Chunk[] => [{ type: 'start-step' }, ...chunks, { type: 'finish-step' }];
const text = (id: string, delta: string): Chunk[] => [
  { type: 'text-start', id },
  { type: 'text-delta', id, delta },
  { type: 'text-end', id },
];
const reasoning = (id: string, delta: string): Chunk[] => [
  { type: 'reasoning-start', id },
  { type: 'reasoning-delta', id, delta },
  { type: 'reasoning-end', id },
];
const call: Chunk = { type: 'tool-input-available', toolCallId: 'c', toolName: 'listFiles', input: {} };

/** What the SDK's reader, which refuses chunks that do not fit together, makes of answers that follow each other. */
async function partsOf(...answers: Chunk[][]): Promise<string[]> {
  const seam = new TextSeam();
  const chunks: Chunk[] = [{ type: 'start', messageId: 'T' }];
  for (const [at, answer] of answers.entries()) {
    if (at > 0) seam.goOn();
    for (const chunk of answer) chunks.push(...seam.of(chunk));
  }
  chunks.push(...seam.end(), { type: 'finish' });
  const stream = simulateReadableStream({ chunks, initialDelayInMs: null, chunkDelayInMs: null });
  let last: UIMessage | undefined;
  for await (const message of readUIMessageStream({ stream, terminateOnError: true })) last = message;
  return (last?.parts ?? []).map((part) => ('text' in part ? `${part.type} ${part.text}` : part.type));
}

it('A186 a text that goes on is one part, whatever ids the answers give it', async () => {
  expect(
    await partsOf(step(...text('0', 'on')), step(...text('0', 'e, tw')), step(...text('1', 'o'))),
  ).toEqual(['step-start', 'text one, two']);
});

it('A186 a text stays one part when the model thinks before it goes on', async () => {
  const second = step(...reasoning('r', 'hm'), ...text('1', 'e'), ...text('2', 'two'));
  expect(await partsOf(step(...text('1', 'on')), second)).toEqual([
    'step-start',
    'text one',
    'reasoning hm',
    'text two',
  ]);
});

it('A186 texts of later steps are their own, also under the same id', async () => {
  const second = [...step(...text('0', 'e'), call), ...step(...text('0', 'two'))];
  expect(await partsOf(step(...text('0', 'on')), second)).toEqual([
    'step-start',
    'text one',
    'tool-listFiles',
    'step-start',
    'text two',
  ]);
});

it('A186 an answer that goes on with a call begins its own step, and one without a text has nothing to join', async () => {
  expect(await partsOf(step(...text('0', 'one')), step(call))).toEqual([
    'step-start',
    'text one',
    'step-start',
    'tool-listFiles',
  ]);
  expect(await partsOf(step(call), step(...text('0', 'one')))).toEqual([
    'step-start',
    'tool-listFiles',
    'step-start',
    'text one',
  ]);
});
