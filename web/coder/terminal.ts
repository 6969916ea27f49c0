import { type Accessor, createSignal } from 'solid-js';
import type { CoderApi } from './api.ts';
import type { CoderEvent } from '../../shared/chat.ts';
import type { TerminalLine } from '../../shared/terminal.ts';
import { withChunks } from '../../shared/terminal-output.ts';

export interface TerminalLines {
  /** The room's commands, oldest first. */
  lines: Accessor<readonly TerminalLine[]>;
  onLine: (line: TerminalLine) => void;
  onOutput: (output: Extract<CoderEvent, { type: 'terminal-output' }>) => void;
  /** Loads all output of a command that came with the end of it only. @throws CommandError */
  load: (id: number) => Promise<void>;
}

/** The commands of the room's terminal that this page has received. */
export function createTerminal(api: Pick<CoderApi, 'command'>): TerminalLines {
  const [lines, setLines] = createSignal<readonly TerminalLine[]>([]);
  const onLine = (line: TerminalLine): void => {
    setLines((before) => {
      const at = before.findIndex(({ id }) => id === line.id);
      // On reconnecting, the coder sends known commands again, with the end of their output.
      const known = before[at];
      if (line.cut && known?.state === line.state && !known.cut) return before;
      return at === -1 ? [...before, line].toSorted((a, b) => a.id - b.id) : before.with(at, line);
    });
  };
  const onOutput: TerminalLines['onOutput'] = ({ id, seq, chunks }) => {
    setLines((before) => {
      const at = before.findIndex((line) => line.id === id);
      const line = before[at];
      // Otherwise it is known, or has ended: each line comes with all that was printed until then.
      const follows = line?.state === 'running' && line.stdout.length + line.stderr.length === seq;
      return follows ? before.with(at, withChunks(line, chunks)) : before;
    });
  };
  return { lines, onLine, onOutput, load: async (id) => onLine(await api.command(id)) };
}
