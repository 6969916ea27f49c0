import { z } from 'zod';
import { errorBodySchema } from '../../shared/errors.ts';
import {
  outputEntrySchema,
  runSchema,
  type OutputEntry,
  type Run,
  type RunOptions,
} from '../../shared/run.ts';
import { messagesSchema, type Message } from './messages.ts';

/** Why a command was not done, in words for whoever gave it. */
class CommandError extends Error {}

/** Who is asking: a room, and a token that is fresh when it is asked for. */
export interface CoderSession {
  room: string;
  token: () => Promise<string>;
}

export interface CoderApi {
  history(): Promise<Message[]>;
  send(message: string, id: string): Promise<void>;
  stopTurn(): Promise<void>;
  chooseModel(model: string): Promise<void>;
  run(runId: string): Promise<{ run: Run; output: OutputEntry[] }>;
  startRun(entry: string, options: RunOptions): Promise<string>;
  stopRun(runId: string): Promise<void>;
}

const historySchema = z.object({ messages: messagesSchema });
const wholeRunSchema = runSchema.extend({ output: z.array(outputEntrySchema) });
const startedSchema = z.object({ runId: z.string() });

/** The coder's HTTP calls that the page makes. All reject with a `CommandError`. */
export function coderApi(session: CoderSession): CoderApi {
  const base = `/agents/coder/${session.room}`;

  async function call(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<unknown> {
    const token = await session.token().catch(() => {
      throw new CommandError('No connection to the server. Try again in a moment.');
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
  }

  return {
    history: async () => read(historySchema, await call('GET', 'chat/history')).messages,
    send: async (message, id) => {
      await call('POST', 'chat', { message, id }, { prefer: 'respond-async' });
    },
    stopTurn: async () => {
      await call('POST', 'chat/stop');
    },
    chooseModel: async (model) => {
      await call('POST', 'chat/model', { model });
    },
    run: async (runId) => {
      const { output, ...run } = read(wholeRunSchema, await call('GET', `runs/${encodeURIComponent(runId)}`));
      return { run, output };
    },
    startRun: async (entry, options) =>
      read(startedSchema, await call('POST', 'runs', { ...options, entry })).runId,
    stopRun: async (runId) => {
      await call('POST', `runs/${encodeURIComponent(runId)}/stop`);
    },
  };
}

function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success)
    throw new CommandError('The server answered in a way this page does not understand. Reload it.');
  return parsed.data;
}
