import { type Accessor, createSignal } from 'solid-js';
import type { TerminalLine } from '../../shared/terminal.ts';

export interface TerminalLines {
  /** The room's commands, oldest first. */
  lines: Accessor<readonly TerminalLine[]>;
  onLine: (line: TerminalLine) => void;
}

/** The commands of the room's terminal that this page has received. */
export function createTerminal(): TerminalLines {
  const [lines, setLines] = createSignal<readonly TerminalLine[]>([]);
  const onLine = (line: TerminalLine): void => {
    setLines((before) => {
      const at = before.findIndex(({ id }) => id === line.id);
      // On reconnecting, the coder sends known commands again.
      return at === -1 ? [...before, line].toSorted((a, b) => a.id - b.id) : before.with(at, line);
    });
  };
  return { lines, onLine };
}
