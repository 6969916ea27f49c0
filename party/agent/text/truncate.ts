import { agentLimits } from '../../../shared/limits.ts';
import { countLines } from './line-diff.ts';

const sizeOf = (text: string): number => new TextEncoder().encode(text).length;

/**
 * The lines that fit into a tool's output, from `range` if given, with a note on how to read the rest. `shown`: which lines
 * of the text these are, from 1; undefined when not even one fits, or there is none.
 */
export function truncateLines(
  text: string,
  range?: { from: number; to: number },
): { text: string; lines: number; note?: string; shown?: { from: number; to: number } } {
  const count = countLines(text);
  const from = range?.from ?? 1;
  if (from > count) return { text: '', lines: count, ...(range && { note: pastEndMessage(from, count) }) };
  const lines = text.split('\n');
  const last = Math.max(from, Math.min(range?.to ?? lines.length, lines.length));
  const shown: string[] = [];
  let left: number = agentLimits.maxToolOutputBytes;
  for (const line of lines.slice(from - 1, last)) {
    left -= sizeOf(line) + 1;
    if (left < 0) break;
    shown.push(line);
  }
  if (shown.length === 0) {
    const start = lines[from - 1]?.slice(0, agentLimits.maxToolOutputBytes / 4).toWellFormed() ?? '';
    return {
      text: start,
      lines: count,
      note: `Line ${from} is too long: this is only its start.`,
    };
  }
  // A final line break is shown, but begins no line.
  const to = Math.min(from + shown.length - 1, count);
  const whole = from === 1 && to === count;
  return {
    text: shown.join('\n'),
    lines: count,
    shown: { from, to },
    ...(whole ? {} : { note: `Lines ${from}–${to} of ${count}. Read others by range.` }),
  };
}

const pastEndMessage = (from: number, count: number): string =>
  `There is no line ${from}: the file ${count === 0 ? 'is empty' : `has ${count} ${count === 1 ? 'line' : 'lines'}`}.`;

/** The start and the end of an output, with a note on how much is missing between them. */
export function truncateOutput(text: string): { text: string; note?: string } {
  if (sizeOf(text) <= agentLimits.maxToolOutputBytes) return { text };
  // A UTF-16 unit takes at most three bytes, so two parts of a sixth of the limit always fit.
  const half = Math.floor(agentLimits.maxToolOutputBytes / 6);
  const missing = text.length - 2 * half;
  return {
    text: `${text.slice(0, half)}\n…\n${text.slice(-half)}`.toWellFormed(),
    note: `${missing} characters in the middle are left out.`,
  };
}
