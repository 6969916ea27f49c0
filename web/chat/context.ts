import type { User } from '../../shared/roles.ts';
import type { Coder } from '../coder/coder.ts';
import type { Message } from '../coder/messages.ts';
import { turnsOf } from '../coder/turns.ts';
import type { StoredValue } from '../storage.ts';
import type { OpenAt } from '../ui/LinkedText.tsx';
import type { Targets } from './compose.ts';
import type { Draft } from './draft.ts';

/** What the chat needs from the page around it. */
export interface ChatContext {
  coder: Coder;
  user: () => User;
  /** Whether nobody but the agent was here when the room had loaded. */
  enteredAlone: Promise<boolean>;
  /** Whether this person's messages are for the agent; null until they choose. */
  asksAgent: StoredValue<boolean | null>;
  /** The other people who are here. */
  others: () => readonly User[];
  /** Whether this person may ask the agent. */
  mayAsk: () => boolean;
  /** Whether this person may write to the people here, or only read. */
  mayWrite: () => boolean;
  /** What this browser keeps of a message that is not sent yet. */
  draft: StoredValue<Draft>;
  paths: () => readonly string[];
  /** Whether the room, once loaded, has no path for the file with this id. */
  isInTrash: (file: string) => boolean;
  /** The lines selected in the editor now. */
  selection: () => Targets['selection'];
  /** Runs a file, or the one that the Run button would. */
  run: (path: string | undefined) => Promise<void>;
  /** Opens a place in the editor. */
  openAt: OpenAt;
  /** Calls the listener at every change of the room's files. @returns a function that removes it */
  onEdit: (listener: () => void) => () => void;
  /** Called after the output panel was set to a run, for pages that show one panel at a time. */
  onOpenRun: () => void;
  /** Called before a command from elsewhere writes in the chat, so that the page can show it. */
  onReveal: () => void;
}

export const targetsOf = ({ coder, user, others, mayAsk, paths, selection }: ChatContext): Targets => ({
  agent: mayAsk(),
  people: mentionable([...others(), ...authorsIn(coder)], user().id),
  paths: paths(),
  selection: selection(),
  runs: coder.runs(),
});

/** The people who wrote what is loaded of the transcript, the latest first. */
const authorsIn = ({ messageIds, message }: Pick<Coder, 'messageIds' | 'message'>): User[] =>
  messageIds()
    .toReversed()
    .flatMap((id) => message(id)?.metadata?.author ?? []);

/** Each person once, without the agent and oneself. */
const mentionable = (people: readonly User[], selfId: string): User[] =>
  [
    ...new Map(
      people
        .toReversed()
        .flatMap((user) => (user.kind === 'agent' || user.id === selfId ? [] : [[user.id, user] as const])),
    ).values(),
  ].toReversed();

/** The message to show for a failed call to the coder. */
export const problemOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'That did not work. Try again.';

/** The id of the message's turn, if its changes to files can be undone. */
export function undoableTurn(message: Message | undefined): string | undefined {
  const { turn, files, undoneBy } = message?.metadata ?? {};
  return message?.role === 'assistant' && files && files.length > 0 && !undoneBy ? turn : undefined;
}

/** Undoes the newest turn that changed files and is not undone yet. */
export async function undoLast(coder: Coder): Promise<void> {
  const turns = turnsOf(coder);
  // Ask the coder: a turn outlives its message, which may have been replaced or cleared.
  await turns.load();
  const last = turns
    .list()
    ?.find(({ state, files }) => (state === 'done' || state === 'partly') && files.length > 0);
  if (!last) throw new Error('There is no turn of the agent to undo.');
  await turns.undo(last.id);
}
