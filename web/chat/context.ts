import type { User } from '../../shared/roles.ts';
import type { Coder } from '../coder/coder.ts';
import type { Message } from '../coder/messages.ts';
import type { Kept } from '../storage.ts';
import type { OpenAt } from '../ui/PlacedText.tsx';
import type { Targets } from './compose.ts';

/** What the chat needs of the page around it. */
export interface ChatContext {
  coder: Coder;
  user: () => User;
  /** Whether nobody else was here but the agent when the room had been loaded. */
  cameAlone: Promise<boolean>;
  /** Whether what is written here is for the agent, once that was chosen. */
  asks: Kept<boolean | null>;
  paths: () => readonly string[];
  /** The lines that are selected in the editor now. */
  selection: () => Targets['selection'];
  /** Runs a file, or the one that the Run button would. */
  run: (path: string | undefined) => Promise<void>;
  /** Opens a place in the editor. */
  openAt: OpenAt;
  /** Calls back at every change of the room's files. @returns what ends that */
  onEdit: (listener: () => void) => () => void;
  /** Told after the output panel was pointed at a run, for pages that show one panel at a time. */
  onOpenRun: () => void;
  /** Told before something is written in the chat from elsewhere: it is to be seen. */
  onReveal: () => void;
}

export const targetsOf = ({ coder, paths, selection }: ChatContext): Targets => ({
  paths: paths(),
  selection: selection(),
  runs: coder.runs(),
});

/** Why something that was asked of the coder was not done, for whoever asked. */
export const problemOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'That was not done. Try again.';

/** The turn whose work on files could be taken back, if there is any. */
export function undoableTurn(message: Message | undefined): string | undefined {
  const { turn, files, undoneBy } = message?.metadata ?? {};
  return message?.role === 'assistant' && files && files.length > 0 && !undoneBy ? turn : undefined;
}

/** Takes back what the newest turn did that has not been taken back yet. */
export async function undoLast(coder: Coder): Promise<void> {
  // A turn outlives its message, which may have been asked again or cleared.
  const last = (await coder.chat.turns()).find(({ state, files }) => state === 'done' && files.length > 0);
  if (!last) throw new Error('There is no turn of the agent to undo.');
  await coder.chat.undoTurn(last.id);
}
