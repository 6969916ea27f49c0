import { expect, test } from 'vitest';
import { tabTitle } from './tab-title.ts';

test('W50 the title shows unsaved work, unseen messages and pending approvals, and nothing else', () => {
  expect(tabTitle('March', false, 0)).toBe('March · Tandem');
  expect(tabTitle('March', true, 0)).toBe('• March · Tandem');
  expect(tabTitle('March', true, 3)).toBe('(3) • March · Tandem');
  expect(tabTitle('March', false, 1, 2)).toBe('(1) Approve? March · Tandem');
});
