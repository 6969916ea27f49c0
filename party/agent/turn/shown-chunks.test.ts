import { readUIMessageStream, type UIMessage } from 'ai';
import { describe, expect, it } from 'vitest';
import { modelLimits } from '../../../shared/limits.ts';
import { promptOf } from './prompt.ts';
import { replayReply } from './resume-turn.ts';
import { ShownChunks } from './shown-chunks.ts';

type Chunk = Parameters<ShownChunks['of']>[0];

const shown = (...chunks: Chunk[]): Chunk[] => {
  const reduced = new ShownChunks();
  return chunks.flatMap((chunk) => [...reduced.of(chunk)]);
};
const thinks = (delta: string) => ({ type: 'reasoning-delta' as const, id: 'r', delta });

describe('shown chunks', () => {
  it('A160 have no reasoning without text, and nothing of the provider’s own', () => {
    const providerMetadata = { openai: { reasoningEncryptedContent: 'x'.repeat(10_000) } };
    expect(
      shown(
        { type: 'reasoning-start', id: 'r', providerMetadata },
        { ...thinks(''), providerMetadata },
        { type: 'reasoning-end', id: 'r', providerMetadata },
        { type: 'reasoning-start', id: 'r', providerMetadata },
        { ...thinks('Hm.'), providerMetadata },
        { type: 'reasoning-end', id: 'r', providerMetadata },
        { type: 'text-start', id: 't', providerMetadata },
        {
          type: 'tool-input-available',
          toolCallId: 'c',
          toolName: 'run',
          input: {},
          dynamic: true,
          providerMetadata,
        },
      ),
    ).toEqual([
      { type: 'reasoning-start', id: 'r' },
      thinks('Hm.'),
      { type: 'reasoning-end', id: 'r' },
      { type: 'text-start', id: 't' },
      { type: 'tool-input-available', toolCallId: 'c', toolName: 'run', input: {} },
    ]);
  });

  it('A160 have reasoning up to a limit, and say where it is', () => {
    const half = 'h'.repeat(modelLimits.maxReasoningLength / 2);
    expect(
      shown({ type: 'reasoning-start', id: 'r' }, thinks(half), thinks(`${half}more`), thinks('and more'), {
        type: 'reasoning-end',
        id: 'r',
      }),
    ).toEqual([
      { type: 'reasoning-start', id: 'r' },
      thinks(half),
      thinks(`${half}\n\n(The rest is not shown.)`),
      { type: 'reasoning-end', id: 'r' },
    ]);
  });
});

describe('reasoning in the transcript', () => {
  const author = { id: 'agent', name: 'Agent', color: 0, kind: 'agent' };
  const reply: UIMessage = {
    id: 'T',
    role: 'assistant',
    metadata: { author, at: 1 },
    parts: [
      { type: 'step-start' },
      { type: 'reasoning', text: 'Hm.', state: 'done' },
      { type: 'text', text: 'I look.', state: 'done' },
    ],
  };

  it('A110 is replayed with a reply that goes on after a kill', async () => {
    const stream = new ReadableStream<Chunk>({
      start: (controller) => {
        controller.enqueue({ type: 'start', messageId: 'T' });
        for (const chunk of replayReply(reply)) controller.enqueue(chunk);
        controller.close();
      },
    });
    let folded: UIMessage | undefined;
    for await (const message of readUIMessageStream({ stream })) folded = message;
    expect(folded?.parts).toMatchObject(reply.parts);
  });

  it('A160 is not told to the model in later turns', () => {
    const messages = promptOf({ messages: [reply], attached: () => [] });
    expect(messages[0]?.parts.map(({ type }) => type)).toEqual(['step-start', 'text']);
  });
});
