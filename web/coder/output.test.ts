import { expect, it } from 'vitest';
import type { OutputEntry } from '../../shared/run.ts';
import { RunOutput } from './output.ts';

const lines = (...texts: string[]): OutputEntry[] =>
  texts.map((text, atMs) => ({ level: 'log', text, atMs }));
const textsOf = (output: RunOutput): string[] => output.entries.map(({ text }) => text);

it('W3 assembles pieces that repeat or overlap', () => {
  const output = new RunOutput();
  expect(output.append(0, lines('a', 'b'))).toBe(true);
  expect(output.append(0, lines('a', 'b', 'c'))).toBe(true);
  expect(output.append(2, lines('c', 'd'))).toBe(true);
  expect(output.append(1, lines('b'))).toBe(true);
  expect(textsOf(output)).toEqual(['a', 'b', 'c', 'd']);
});

it('W3 reports a gap, and adds nothing', () => {
  const output = new RunOutput();
  output.append(0, lines('a'));
  expect(output.append(2, lines('c'))).toBe(false);
  expect(textsOf(output)).toEqual(['a']);
});
