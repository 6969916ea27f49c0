import { expect, it } from 'vitest';
import type { UIMessage } from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';
import { agentUser } from '../../../shared/roles.ts';
import { userNamed } from '../../../test/test-room.ts';
import { promptOf } from './prompt.ts';

const ann = userNamed('ann');

/** What the model is told when an answer goes on that was cut off, and of which this was undone. */
function noteAfter(undone: Partial<MessageMetadata>): string {
  const text = (words: string) => [{ type: 'text' as const, text: words }];
  const messages: UIMessage<MessageMetadata>[] = [
    { id: 'M1', role: 'user', metadata: { author: ann, at: 1, turn: 'T1' }, parts: text('do it') },
    {
      id: 'T1',
      role: 'assistant',
      metadata: { author: agentUser, at: 2, turn: 'T1', ended: 'stopped', ...undone },
      parts: text('I have done'),
    },
    {
      id: 'M2',
      role: 'user',
      metadata: { author: ann, at: 3, turn: 'T2', continues: 'T1' },
      parts: text(''),
    },
  ];
  return JSON.stringify(promptOf({ messages, attached: () => [] }).at(-1));
}

it('A157 an answer that goes on is not told that what people have undone stays done', () => {
  expect(noteAfter({})).toContain('stays done, and files have what was typed');
  for (const undone of [{ undoneBy: ann }, { partlyUndoneBy: ann }]) {
    expect(noteAfter(undone)).toContain('People have undone what is said above');
    expect(noteAfter(undone)).not.toContain('files have what was typed');
  }
});
