import { terminalLimits } from '../../../shared/limits.ts';
import type { TerminalLine } from '../../../shared/terminal.ts';

/** A command as a joining page gets it: with the end of a long output. `GET terminal/<id>` has all that is kept. */
export function shownLine(line: TerminalLine): TerminalLine {
  // What it prints from now on is added to what it has printed.
  if (line.state === 'running') return line;
  const [stdout, stderr] = [endOf(line.stdout), endOf(line.stderr)];
  if (stdout === line.stdout && stderr === line.stderr) return line;
  // The order is that of the whole output.
  const { order: _order, ...rest } = line;
  return { ...rest, stdout, stderr, cut: true };
}

/** The last whole lines of a long text, or the end of its last line, below how much is missing. */
function endOf(text: string): string {
  const end = text.slice(-terminalLimits.joinedOutput);
  if (end === text) return text;
  const firstBreak = end.indexOf('\n');
  const shown = (
    firstBreak < 0 || firstBreak === end.length - 1 ? end : end.slice(firstBreak + 1)
  ).toWellFormed();
  return `… ${text.length - shown.length} characters before this are not shown.\n${shown}`;
}
