import { agentLimits } from '../../../shared/limits.ts';
import { countLines } from './line-diff.ts';

const sizeOf = (text: string): number => new TextEncoder().encode(text).length;

/**
 * The lines that fit into a tool's output, from `range` if given, with a note on how to read the rest. `shown`: which lines
 * of the text these are, from 1; undefined when not even one fits.
 */
export function truncateLines(
  text: string,
  range?: { from: number; to: number },
): { text: string; lines: number; note?: string; shown?: { from: number; to: number } } {
  const lines = text.split('\n');
  const from = Math.min(range?.from ?? 1, lines.length);
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
      lines: countLines(text),
      note: `Line ${from} is too long: this is only its start.`,
    };
  }
  const to = from + shown.length - 1;
  const whole = from === 1 && to === lines.length;
  return {
    text: shown.join('\n'),
    lines: countLines(text),
    shown: { from, to },
    ...(whole ? {} : { note: `Lines ${from}–${to} of ${countLines(text)}. Read others by range.` }),
  };
}

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
