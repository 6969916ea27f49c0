import type { UIMessage } from 'ai';
import { type AgentState, type Mention, type Queued, withoutAgentName } from '../../../shared/chat.ts';
import { agentLimits } from '../../../shared/limits.ts';
import type { Turn } from '../../../shared/turn.ts';
import type { HostCalls } from '../host/host-calls.ts';
import type { Approvals } from '../approvals/approvals.ts';
import type { ReadSnapshotStore } from '../edits/read-snapshot-store.ts';
import type { Models } from '../models/registry.ts';
import { metadataOf } from '../turn/messages.ts';
import type { ChatRoom } from '../turn/start-turn.ts';
import type { SuspendedTurn } from '../turn/resume-turn.ts';
import type { Spent } from '../turn/turn-control.ts';
import type { ToolServices } from '../tools/tool-context.ts';
import type { TurnRequest } from '../undo/turn-record.ts';
import type { TurnUndo } from '../undo/turn-undo.ts';
import type { WholeCall } from './whole-call.ts';

/** Stores the transcript and the state, and sends them to every page. */
export interface ChatHost {
  messages(): readonly UIMessage[];
  /**
   * Adds the message, if there is one, to the transcript, then calls `reply` and adds what it streams; resolves when that
   * is stored.
   */
  appendAndReply(message: UIMessage | undefined, reply: () => Response): Promise<void>;
  /** Adds messages to the transcript, or replaces those with the same id. */
  keep(messages: UIMessage[]): Promise<void>;
  /** Removes messages from the transcript, with the texts of their mentions. */
  drop(ids: ReadonlySet<string>): Promise<void>;
  /** The texts of a message's mentions, stored apart from the transcript: only the model gets them. */
  attached(messageId: string): readonly string[];
  setAttached(messageId: string, texts: readonly string[]): void;
  /** A tool call of the reply that is being streamed. */
  streamedCall(callId: string): WholeCall | undefined;
  /** Resolves when the call of the streaming reply is on disk, or `signal` is aborted. */
  flushed(callId: string, signal: AbortSignal): Promise<void>;
  /** Puts the part of a reply that was on disk when a kill interrupted it into the transcript. */
  salvage(): Promise<void>;
  state(): AgentState;
  setState(change: Partial<AgentState>): void;
  /** The current turn, stored so that it is known after a restart. */
  openTurn(): OpenTurn | undefined;
  setOpenTurn(turn: OpenTurn | undefined): void;
}

/** A message to send, with its mentions. */
export interface Draft {
  text: string;
  mentions?: readonly Mention[] | undefined;
}

export interface OpenTurn {
  id: string;
  /** ms since the epoch. */
  at: number;
  message: Queued;
  /** Set when the turn goes on after a kill. */
  unfinished?: SuspendedTurn;
  /** What the turn had spent when its last changing call began. */
  spent?: Spent;
}

const turnOf = (message: UIMessage | undefined): string | undefined => metadataOf(message)?.turn;

/** The transcript up to this message: later ones are answered in later turns. */
export const upTo = (messages: readonly UIMessage[], id: string): readonly UIMessage[] =>
  messages.slice(0, messages.findIndex((message) => message.id === id) + 1);

/** The answers to a message. */
export function repliesTo(messages: readonly UIMessage[], id: string): UIMessage[] {
  const turn = turnOf(messages.find((message) => message.id === id));
  if (turn === undefined) return [];
  return messages.filter((message) => message.role === 'assistant' && turnOf(message) === turn);
}

/** Records in a turn's message who has undone it, or some of it, or that nothing of it is undone any more. */
export async function showUndone(host: ChatHost, { id, state, undoneBy }: Turn): Promise<void> {
  const message = host.messages().find((each) => each.id === id);
  const metadata = metadataOf(message);
  if (!message || !metadata) return;
  const { undoneBy: _, partlyUndoneBy: __, ...rest } = metadata;
  const mark = state === 'partly' ? { partlyUndoneBy: undoneBy } : { undoneBy };
  await host.keep([{ ...message, metadata: undoneBy ? { ...rest, ...mark } : rest }]);
}

/** What is stored with a turn's first write of who asked for it. */
export function requestOf(host: Pick<ChatHost, 'openTurn' | 'state'>): TurnRequest | undefined {
  const open = host.openTurn();
  if (!open) return undefined;
  const { model } = host.state();
  const { author, text } = open.message;
  const line = withoutAgentName(text).replace(/\s+/g, ' ');
  return { by: author, request: line.slice(0, agentLimits.keptRequestLength).toWellFormed(), model };
}

/** Whether the reply came to its end. */
export const isWhole = (reply: UIMessage | undefined): boolean => metadataOf(reply)?.durationMs !== undefined;

const begun = new WeakMap<UIMessage, number | undefined>();

/** Messages never change, so that each is read once: the transcript is sorted many times in a turn. */
export function begunAt(message: UIMessage): number | undefined {
  if (!begun.has(message)) begun.set(message, metadataOf(message)?.at);
  return begun.get(message);
}

/** What the chat depends on. */
export interface ChatParts {
  host: ChatHost;
  room: ChatRoom;
  services: ToolServices & { approvals: Approvals; readSnapshots: ReadSnapshotStore };
  models: Models;
  turns: Pick<TurnUndo, 'close'>;
  hostCalls: Pick<HostCalls, 'note'>;
}
