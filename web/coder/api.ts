import type * as z from 'zod/mini';
import type { Decision } from '../../shared/approvals.ts';
import type { ChatMode, Mention } from '../../shared/chat.ts';
import { pageAnswers } from '../../shared/page-answers.ts';
import { errorBodySchema, errorMessage } from '../../shared/errors.ts';
import type { Action } from '../../shared/host.ts';
import { agentLimits } from '../../shared/limits.ts';
import type { OutputEntry, Run, RunOptions } from '../../shared/run.ts';
import type { TerminalLine } from '../../shared/terminal.ts';
import { messagesSchema, type Message } from './messages.ts';

/** A failed command; the message is a sentence to show. */
class CommandError extends Error {}

/** A room, and the function that gets a valid token for it. */
export interface CoderSession {
  room: string;
  token: () => Promise<string>;
}

type WholeCall = z.infer<(typeof pageAnswers)['GET chat/messages/<id>/calls/<callId>']>;

/** A message to send: its text and its mentions. */
interface Draft {
  message: string;
  mentions: readonly Mention[];
}

/** The calls of the chat. All reject with a `CommandError`. */
export interface ChatCalls {
  /** `id` makes sending idempotent: the same id is one message. `ask` starts a turn of the agent. */
  send(draft: Draft, options: { id: string; ask: boolean; mode?: ChatMode }): Promise<void>;
  stopTurn(): Promise<void>;
  /** Answers an approval. */
  decide(approvalId: string, decision: Decision): Promise<void>;
  /** Sets the model for this room from the next turn on, one of the state's `models`. */
  chooseModel(model: string): Promise<void>;
  /** Has the conversation summarised for the model. @param keep what the summary must keep, in people's words */
  compact(keep: string): Promise<void>;
  clearChat(): Promise<void>;
  editQueued(id: string, draft: Draft): Promise<void>;
  removeQueued(id: string): Promise<void>;
  sendNow(id: string): Promise<void>;
  /** Lets the agent go on with an answer that was cut off. */
  goOn(turn: string): Promise<void>;
  /** The newest messages of the transcript, or those before one. */
  history(options?: { before?: string | undefined; limit?: number | undefined }): Promise<HistoryPage>;
  /** All that a tool got and gave. */
  wholeCall(messageId: string, callId: string): Promise<WholeCall>;
  /** Asks again, with a new text if a draft is given. */
  resend(id: string, draft?: Draft): Promise<void>;
}

/** Makes a call below the room's address. @returns the answer's JSON. Rejects with a `CommandError` */
export type Call = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
  headers?: Record<string, string>,
) => Promise<unknown>;

/** A part of the transcript. */
export interface HistoryPage {
  messages: Message[];
  /** How many messages come before these. */
  earlier: number;
}

export interface CoderApi extends ChatCalls {
  call: Call;
  run(runId: string): Promise<{ run: Run; output: OutputEntry[] }>;
  startRun(entry: string, options: RunOptions): Promise<string>;
  stopRun(runId: string): Promise<void>;
  actions(): Promise<Action[]>;
  startCommand(command: string): Promise<void>;
  stopCommand(id: number): Promise<void>;
  /** A command of the terminal with all of its output. */
  command(id: number): Promise<TerminalLine>;
}

/** The page's HTTP calls to the coder. All reject with a `CommandError`. */
export function coderApi(session: CoderSession): CoderApi {
  const base = `/agents/coder/${session.room}`;

  const call: Call = async (method, path, body, headers) => {
    const token = await session.token().catch((error: unknown) => {
      throw new CommandError(errorMessage(error), { cause: error });
    });
    const response = await fetch(`${base}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new CommandError('No connection to the server. Try again in a moment.');
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    const error = errorBodySchema.safeParse(answer);
    throw new CommandError(
      error.success ? error.data.error.message : `The server answered with an error (${response.status}).`,
    );
  };

  return {
    call,
    history: async ({ before, limit = agentLimits.historyMessages } = {}) => {
      const from = before === undefined ? '' : `&before=${encodeURIComponent(before)}`;
      const answer = await call('GET', `chat/history?limit=${limit}${from}`);
      const { messages, earlier = 0 } = read(pageAnswers['GET chat/history'], answer);
      return { messages: messagesSchema.parse(messages), earlier };
    },
    wholeCall: async (messageId, callId) => {
      const path = `chat/messages/${encodeURIComponent(messageId)}/calls/${encodeURIComponent(callId)}`;
      return read(pageAnswers['GET chat/messages/<id>/calls/<callId>'], await call('GET', path));
    },
    send: async (draft, options) => {
      await call('POST', 'chat', { ...draft, ...options }, { prefer: 'respond-async' });
    },
    stopTurn: async () => {
      await call('POST', 'chat/stop');
    },
    decide: async (id, decision) => {
      await call('POST', `approvals/${encodeURIComponent(id)}`, decision);
    },
    chooseModel: async (model) => {
      await call('POST', 'chat/model', { model });
    },
    compact: async (keep) => {
      await call('POST', 'chat/compact', { keep });
    },
    clearChat: async () => {
      await call('POST', 'chat/clear');
    },
    editQueued: async (id, draft) => {
      await call('PATCH', `chat/queue/${encodeURIComponent(id)}`, draft);
    },
    removeQueued: async (id) => {
      await call('DELETE', `chat/queue/${encodeURIComponent(id)}`);
    },
    sendNow: async (id) => {
      await call('POST', `chat/queue/${encodeURIComponent(id)}/now`);
    },
    goOn: async (turn) => {
      await call('POST', 'chat/continue', { turn }, { prefer: 'respond-async' });
    },
    resend: async (id, draft) => {
      await call('POST', `chat/messages/${encodeURIComponent(id)}/resend`, draft ?? {});
    },
    run: async (runId) => {
      const {
        output,
        actions: _,
        ...run
      } = read(pageAnswers['GET runs/<id>'], await call('GET', `runs/${encodeURIComponent(runId)}`));
      return { run, output };
    },
    startRun: async (entry, options) =>
      read(pageAnswers['POST runs'], await call('POST', 'runs', { ...options, entry })).runId,
    actions: async () => read(pageAnswers['GET actions'], await call('GET', 'actions')).actions,
    startCommand: async (command) => {
      await call('POST', 'terminal', { command, tty: true });
    },
    stopCommand: async (id) => {
      await call('POST', `terminal/${id}/stop`, {});
    },
    command: async (id) => read(pageAnswers['GET terminal/<id>'], await call('GET', `terminal/${id}`)),
    stopRun: async (runId) => {
      await call('POST', `runs/${encodeURIComponent(runId)}/stop`);
    },
  };
}

/** @throws CommandError for an answer that does not match */
export function read<T>(schema: z.ZodMiniType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success)
    throw new CommandError('This page does not understand the server’s answer. Reload it.');
  return parsed.data;
}
