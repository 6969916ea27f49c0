import { expect, it } from 'vitest';
import { agentLimits } from '../../../shared/limits.ts';
import { CallProgress } from './call-progress.ts';

const deltasOf = (input: object, size: number): string[] =>
  JSON.stringify(input).match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];

it('A216 pages learn the path of a call as soon as it is written, and then its length now and then', () => {
  let now = 1_000_000;
  const progress = new CallProgress(() => now);
  const deltas = deltasOf({ path: 'src/a "b".ts', content: '{"path":"other.ts"}\n'.repeat(10_000) }, 4);
  const shown = deltas.flatMap((inputTextDelta) => {
    now += 1;
    return [...progress.of({ type: 'tool-input-delta', toolCallId: 'c1', inputTextDelta })];
  });
  expect(shown[0]).toEqual({ type: 'data-call', data: { toolCallId: 'c1', length: 4 }, transient: true });
  expect(shown[1]?.data).toEqual({ toolCallId: 'c1', path: 'src/a "b".ts', length: 24 });
  expect(shown.every(({ data }, at) => at < 1 || data.path === 'src/a "b".ts')).toBe(true);
  expect(shown.length).toBeLessThan(deltas.length / agentLimits.callProgressMs + 3);
  const lengths = shown.map(({ data }) => data.length);
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
});

it('A216 calls that are written at the same time have their own progress; input without a path has a length', () => {
  const progress = new CallProgress(() => 1_000_000);
  const told = (toolCallId: string, inputTextDelta: string) =>
    [...progress.of({ type: 'tool-input-delta', toolCallId, inputTextDelta })].map(({ data }) => data);
  expect(told('a', '{"path": "a.ts", ')).toEqual([{ toolCallId: 'a', path: 'a.ts', length: 17 }]);
  expect(told('b', '{"command": "ls"')).toEqual([{ toolCallId: 'b', length: 16 }]);
  expect(told('b', '}')).toEqual([]);
  expect(told('c', '{"entry":"bad \\x","path":')).toEqual([{ toolCallId: 'c', length: 25 }]);
});
