import { expect, test } from 'vitest';
import { tabTitle } from './tab-title.ts';

const unseen = (count: number, mentions = 0): { count: number; mentions: number } => ({ count, mentions });

test('W50 the title shows unsaved work, unseen messages and pending approvals, and nothing else', () => {
  expect(tabTitle('March', false, unseen(0))).toBe('March · Tandem');
  expect(tabTitle('March', true, unseen(0))).toBe('• March · Tandem');
  expect(tabTitle('March', true, unseen(3))).toBe('(3) • March · Tandem');
  expect(tabTitle('March', false, unseen(1), 2)).toBe('(1) Approve? March · Tandem');
});

test('W231 the title says that an unseen message mentions its reader', () => {
  expect(tabTitle('March', false, unseen(2, 1))).toBe('(2) @you March · Tandem');
});
