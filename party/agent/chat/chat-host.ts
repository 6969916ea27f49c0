import type { UIMessage } from 'ai';
import {
  type AgentState,
  type Mention,
  type MessageMetadata,
  messageMetadataSchema,
  type Queued,
} from '../../../shared/chat.ts';
import type { User } from '../../../shared/roles.ts';
import type { HostCalls } from '../host/host-calls.ts';
import type { Approvals } from '../approvals/approvals.ts';
import type { ReadSnapshotStore } from '../edits/read-snapshot-store.ts';
import type { Models } from '../models/registry.ts';
import type { ChatRoom } from '../turn/start-turn.ts';
import type { ToolCallJournal } from '../storage/tool-call-journal.ts';
import type { SuspendedTurn } from '../turn/resume-turn.ts';
import type { SandboxTools } from '../host/sandbox-tools.ts';
import type { Spent } from '../turn/turn-control.ts';
import type { Runner } from '../tools/tool-context.ts';
import type { TurnUndo } from '../undo/turn-undo.ts';

/** The transcript and the state, kept and told to every page by whoever hosts the chat. */
export interface ChatHost {
  messages(): readonly UIMessage[];
  /**
   * Adds a message to the transcript, if there is a new one, and has {@link Chat.reply} answer; resolves when the answer
   * is kept.
   */
  appendAndReply(message?: UIMessage): Promise<void>;
  /** Writes messages to the transcript, by id. */
  keep(messages: UIMessage[]): Promise<void>;
  /** Takes messages out of the transcript, by id, with the texts of what they mention. */
  drop(ids: ReadonlySet<string>): Promise<void>;
  /** The texts of what a message mentions, kept beside the transcript for the model alone. */
  attached(messageId: string): readonly string[];
  setAttached(messageId: string, texts: readonly string[]): void;
  /** Resolves when a call of the reply that is being streamed is on disk, or `signal` is aborted. */
  flushed(callId: string, signal: AbortSignal): Promise<void>;
  /** Puts what is on disk of a reply that was cut off by a kill into the transcript, as far as it had come. */
  salvage(): Promise<void>;
  state(): AgentState;
  setState(change: Partial<AgentState>): void;
  /** The turn that is going on, kept so that a restart knows of it. */
  openTurn(): OpenTurn | undefined;
  setOpenTurn(turn: OpenTurn | undefined): void;
}

/** What someone wrote, with what it points at. */
export interface Said {
  text: string;
  mentions?: readonly Mention[] | undefined;
}

export interface OpenTurn {
  id: string;
  /** ms since the epoch. */
  at: number;
  message: Queued;
  /** Set when the turn goes on after a kill: what it was until then. */
  unfinished?: SuspendedTurn;
  /** What it had spent when its last call that does something began. */
  spent?: Spent;
}

export const metadataOf = (message: UIMessage | undefined): MessageMetadata | undefined =>
  messageMetadataSchema.safeParse(message?.metadata).data;

const turnOf = (message: UIMessage | undefined): string | undefined => metadataOf(message)?.turn;

export const textIn = ({ parts }: UIMessage): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

/** The transcript until this message: what is said while it is answered, is answered after it. */
export const upTo = (messages: readonly UIMessage[], id: string): readonly UIMessage[] =>
  messages.slice(0, messages.findIndex((message) => message.id === id) + 1);

/** The answers to a message. */
export function repliesTo(messages: readonly UIMessage[], id: string): UIMessage[] {
  const turn = turnOf(messages.find((message) => message.id === id));
  if (turn === undefined) return [];
  return messages.filter((message) => message.role === 'assistant' && turnOf(message) === turn);
}

/** Shows at a turn's message who has undone it, or that nobody has. */
export async function showUndone(host: ChatHost, turn: string, by: User | undefined): Promise<void> {
  const message = host.messages().find(({ id }) => id === turn);
  const metadata = metadataOf(message);
  if (!message || !metadata) return;
  const { undoneBy: _, ...rest } = metadata;
  await host.keep([{ ...message, metadata: by ? { ...rest, undoneBy: by } : rest }]);
}

/** The reply had come to its end before the kill. */
export const isWhole = (reply: UIMessage | undefined): boolean => metadataOf(reply)?.durationMs !== undefined;

export const begunAt = (message: UIMessage): number | undefined => metadataOf(message)?.at;

/** What the chat works with. */
export interface ChatParts {
  host: ChatHost;
  room: ChatRoom;
  runner: Runner;
  sandbox: SandboxTools;
  models: Models;
  turns: Pick<TurnUndo, 'close'>;
  calls: ToolCallJournal;
  approvals: Approvals;
  /** What the agent has read. */
  readSnapshots: ReadSnapshotStore;
  hostCalls: Pick<HostCalls, 'note'>;
}
