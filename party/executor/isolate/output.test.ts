import { describe, expect, it, vi } from 'vitest';
import type { OutputEntry } from '../../../shared/run.ts';
import { Output, OutputCap, shorten } from './output.ts';

const limits = {
  maxLineBytes: 200,
  maxOutputBytes: 1_000,
  maxOutputEntries: 31,
  batchEntries: 3,
  batchMs: 5,
};
const entry = (text: string): OutputEntry => ({ level: 'log', text, atMs: 0 });

describe('output', () => {
  it('X9 truncates a long line, never inside a character', () => {
    expect(shorten('x'.repeat(200), 200)).toBe('x'.repeat(200));
    const truncated = shorten('😀'.repeat(100), 200);
    expect(new TextEncoder().encode(truncated).length).toBeLessThanOrEqual(200);
    expect(truncated.isWellFormed()).toBe(true);
    expect(truncated).toMatch(/… \(132 characters left out\)$/);
  });

  it('X8 drops everything from the first entry that does not fit, and counts what is missing', () => {
    const cap = new OutputCap(limits);
    const kept = Array.from({ length: 100 }, () => cap.admit(entry(''))).filter((e) => e !== undefined);
    expect(kept.length).toBe(31);
    expect(cap.truncated).toEqual({ entries: 69, bytes: 0 });
    cap.admit(entry('abc'));
    cap.admit(entry('é'));
    expect(cap.truncated).toEqual({ entries: 71, bytes: 5 });
    const bytes = new OutputCap(limits);
    expect(
      Array.from({ length: 10 }, () => bytes.admit(entry('x'.repeat(150)))).filter(Boolean),
    ).toHaveLength(6);
    expect(bytes.truncated).toEqual({ entries: 4, bytes: 600 });
  });

  it('X7 is sent in batches, in order, and flush waits until all has arrived', async () => {
    const sent: string[][] = [];
    const output = new Output(limits, async (entries) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      sent.push(entries.map(({ text }) => text));
    });
    for (const text of ['1', '2', '3', '4']) output.push(entry(text));
    await output.flush();
    expect(sent).toEqual([['1', '2', '3'], ['4']]);
  });

  it('X59 is sent in batches, too, when it piled up at the top level', async () => {
    const sent: number[] = [];
    vi.useFakeTimers({ now: 0 });
    try {
      vi.resetModules();
      const { Output: AtZero } = await import('./output.ts');
      const output = new AtZero(limits, async (entries) => void sent.push(entries.length));
      for (let i = 0; i < 10; i++) output.push(entry('x'));
      expect(sent).toEqual([]);
      await output.flush();
    } finally {
      vi.useRealTimers();
    }
    expect(sent).toEqual([3, 3, 3, 1]);
  });
});
