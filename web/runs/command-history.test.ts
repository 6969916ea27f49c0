import { createRoot } from 'solid-js';
import { expect, it } from 'vitest';
import { pageLimits } from '../../shared/limits.ts';
import { createHistorySearch, joined, matchesOf, noRecall, recall } from './command-history.ts';

it('W139 the arrows go through one’s own commands, and keep the unfinished line', () => {
  const commands = ['ls', 'pwd', 'pwd', 'cat a'];
  let state = noRecall;
  let text = 'half';
  const go = (by: 1 | -1): string => {
    ({ recall: state, text } = recall(state, commands, text, by));
    return text;
  };
  expect([go(1), go(1), go(1), go(1)]).toEqual(['cat a', 'pwd', 'ls', 'ls']);
  expect([go(-1), go(-1), go(-1), go(-1)]).toEqual(['pwd', 'cat a', 'half', 'half']);
  expect(recall(noRecall, [], 'half', 1)).toEqual({ recall: { back: 0, draft: 'half' }, text: 'half' });
});

it('W190 commands that only the browser has come before those that the room has', () => {
  expect(joined(['ls', 'pwd', 'cat a'], ['pwd', 'cat a', 'cat b'])).toEqual(['ls', 'pwd', 'cat a', 'cat b']);
  expect(joined([], ['ls', 'ls', 'pwd', 'ls'])).toEqual(['ls', 'pwd', 'ls']);
  const many = Array.from({ length: pageLimits.keptCommands + 7 }, (_, n) => `echo ${n}`);
  expect(joined(many, ['last'])).toHaveLength(pageLimits.keptCommands);
  expect(joined(many, ['last']).at(-1)).toBe('last');
});

it('W191 the search finds the different commands with a text, newest first', () => {
  const commands = ['grep one', 'ls', 'grep two', 'grep one', 'pwd'];
  expect(matchesOf(commands, 'grep')).toEqual(['grep one', 'grep two']);
  expect(matchesOf(commands, 'nothing')).toEqual([]);
  expect(matchesOf(commands, '')).toEqual([]);
});

it('W191 the search goes to older and newer matches, and begins anew with each letter', () => {
  createRoot((dispose) => {
    const search = createHistorySearch(() => ['grep one', 'ls', 'grep two', 'grep ones']);
    expect(search.query()).toBeUndefined();
    search.older();
    expect([search.query(), search.match()]).toEqual(['', undefined]);
    search.setQuery('grep');
    expect(search.match()).toBe('grep ones');
    search.older();
    search.older();
    search.older();
    expect(search.match()).toBe('grep one');
    search.newer();
    expect(search.match()).toBe('grep two');
    search.setQuery('grep o');
    expect(search.match()).toBe('grep ones');
    search.end();
    expect([search.query(), search.match()]).toEqual([undefined, undefined]);
    dispose();
  });
});
