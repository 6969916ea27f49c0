import { expect, it } from 'vitest';
import type { Todo } from '../../../shared/todo.ts';
import { steppingModel } from '../../../test/calling-model.ts';
import { ann, ChatHarness } from '../../../test/chat-harness.ts';

const plan = (state: Todo[number]['state']): Todo => [
  { text: 'Read it', state: 'done' },
  { text: 'Mend it', state },
];

it('A205 a plan is in the state, the newest in place of the one before, until its turn ends', async () => {
  const harness = new ChatHarness();
  const seen: (Todo | undefined)[] = [];
  const model = steppingModel(
    [
      { calls: [['todo', { items: plan('open') }]] },
      { calls: [['todo', { items: plan('doing') }]] },
      { calls: [['todo', { items: [] }]] },
      { text: 'Done.' },
    ],
    () => void seen.push(harness.state.todo),
  );
  harness.models = { ...harness.models, get: () => model };
  await harness.chat.replies(await harness.chat.ask({ text: 'mend it' }, ann));
  // A plan that is not valid leaves the one before.
  expect(seen).toEqual([undefined, plan('open'), plan('doing'), plan('doing')]);
  expect(harness.state.todo).toBeUndefined();
});
