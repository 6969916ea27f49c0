import type { TerminalLine } from '../../shared/terminal.ts';
import { chunksOf } from '../../shared/terminal-output.ts';

/** A part of a command's output that is shown as one. */
export interface Piece {
  isError: boolean;
  text: string;
}

/** A part that has this many UTF-16 units ends with its line: a long output that grows is not drawn anew as a whole. */
const pieceUnits = 2_000;

/** What a command printed, in order. A colour holds until another one is set, as in a terminal. */
export function piecesOf(line: Pick<TerminalLine, 'stdout' | 'stderr' | 'order'>): Piece[] {
  const pieces: Piece[] = [];
  let style = '';
  for (const { stream, text } of chunksOf(line)) {
    for (let at = 0; at < text.length;) {
      const end = text.indexOf('\n', at + pieceUnits);
      const part = text.slice(at, end < 0 ? undefined : end + 1);
      at += part.length;
      pieces.push({ isError: stream === 'stderr', text: style + part });
      style = styleAfter(part, style);
    }
  }
  return pieces;
}

// oxlint-disable-next-line no-control-regex -- these are control sequences
const styles = /\u001b\[([0-9;]*)m/g;

/** How many changes of style without a reset are remembered. */
const maxStyles = 16;

/** The sequences whose effect goes on at a text's end. */
function styleAfter(text: string, before: string): string {
  if (!text.includes('\u001b')) return before;
  let open = before.split(/(?<=m)/);
  for (const [sequence, codes = ''] of text.matchAll(styles)) {
    if (/^0*(;|$)/.test(codes)) open = [];
    if (!/^0*$/.test(codes)) open.push(sequence);
  }
  return open.slice(-maxStyles).join('');
}
