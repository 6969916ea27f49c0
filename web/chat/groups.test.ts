import { expect, it } from 'vitest';
import type { ToolPart } from '../coder/messages.ts';
import { groupParts } from './groups.ts';

const call = (tool: string, input: unknown, state: ToolPart['state'] = 'output-available'): ToolPart => ({
  type: 'tool',
  callId: 'c',
  tool,
  state,
  input,
  output: {},
  errorText: undefined,
  cut: undefined,
});

it('W165 the newest plan stands where the first did, and a call that failed is a step', () => {
  const items = (state: string) => [{ text: 'Read', state }];
  const read = call('readFile', { path: 'a.ts' });
  const failed = call('todo', { items: [] }, 'output-error');
  const parts = [
    call('todo', { items: items('open') }),
    read,
    call('todo', { items: items('done') }),
    failed,
  ];
  expect(groupParts(parts)).toEqual([
    { kind: 'todo', items: items('done') },
    { kind: 'steps', parts: [read, failed] },
  ]);
});
