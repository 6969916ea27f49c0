import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import { readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai';
import { simulateReadableStream } from 'ai/test';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Approvals } from '../party/agent/approvals/approvals.ts';
import { handleApprovals } from '../party/agent/http/approvals.ts';
import { ReadSnapshotStore } from '../party/agent/edits/read-snapshot-store.ts';
import { Chat } from '../party/agent/chat/chat.ts';
import { begunAt, type ChatHost, type OpenTurn } from '../party/agent/chat/chat-host.ts';
import { callInChunks } from '../party/agent/chat/whole-call.ts';
import { handleChat } from '../party/agent/http/chat.ts';
import { configured, type Models } from '../party/agent/models/registry.ts';
import type { ChatRoom } from '../party/agent/turn/start-turn.ts';
import { ToolCallJournal } from '../party/agent/storage/tool-call-journal.ts';
import type { Approval } from '../shared/approvals.ts';
import { type AgentState, inOrder } from '../shared/chat.ts';
import { createFile } from '../shared/doc.ts';
import { TandemError } from '../shared/errors.ts';
import type { ActionEffect } from '../shared/host.ts';
import type { LocalPresence } from '../shared/presence.ts';
import type { User } from '../shared/roles.ts';
import type { OutputEntry, Run, ToolService } from '../shared/run.ts';
import { sandboxToolsOn } from './sandbox-tools.ts';
import { coderTables } from './node-sql.ts';
import { transactAs } from './transact-as.ts';

export const ann: User = { id: 'ann', name: 'Ann', color: 1, kind: 'human' };
export const ben: User = { id: 'ben', name: 'Ben', color: 2, kind: 'human' };

/** The message that a reply's chunks make. @throws Error when they do not fit together */
async function foldChunks(chunks: readonly UIMessageChunk[]): Promise<UIMessage | undefined> {
  const stream = simulateReadableStream({
    chunks: [...chunks],
    initialDelayInMs: null,
    chunkDelayInMs: null,
  });
  let last: UIMessage | undefined;
  for await (const message of readUIMessageStream({ stream, terminateOnError: true })) last = message;
  return last;
}

/**
 * A chat on a real document, with its transcript in memory. It folds the reply's stream as the SDK does in
 * the product.
 */
export class ChatHarness {
  readonly doc = new Y.Doc({ gc: false });
  transcript: UIMessage[] = [];
  readonly texts = new Map<string, readonly string[]>();
  open: OpenTurn | undefined;
  /** The chunks of the reply that is being streamed. */
  streamed: object[] = [];
  state: AgentState = {
    version: 0,
    status: 'idle',
    model: 'commands',
    models: ['commands'],
    queue: [],
    pendingApprovals: 0,
  };
  readonly statuses: string[] = [];
  readonly presence: LocalPresence[] = [];
  readonly writers: number[] = [];
  held = 0;
  models: Models = configured({});
  beginTurn = async (): Promise<void> => undefined;
  /** Types are right, unless a test has them checked. */
  checkTypes: ToolService['checkTypes'] = async () => ({ found: [], more: 0, elsewhere: 0 });
  readonly host: ChatHost = {
    messages: () => inOrder(this.transcript, begunAt),
    appendAndReply: async (message, reply) => {
      if (message) this.transcript = [...this.transcript, message];
      const body = await reply().text();
      const chunks = body.split('\n\n').flatMap((line) => {
        const data = line.replace(/^data: /, '');
        return data === '' || data === '[DONE]' ? [] : [JSON.parse(data) as UIMessageChunk];
      });
      const answer = await foldChunks(chunks);
      if (answer) this.transcript = [...this.transcript, answer];
    },
    keep: async (messages) => {
      const kept = new Map([...this.transcript, ...messages].map((message) => [message.id, message]));
      this.transcript = [...kept.values()];
    },
    drop: async (ids) => {
      this.transcript = this.transcript.filter(({ id }) => !ids.has(id));
      for (const id of ids) this.texts.delete(id);
    },
    attached: (id) => this.texts.get(id) ?? [],
    setAttached: (id, texts) => {
      if (texts.length > 0) this.texts.set(id, texts);
      else this.texts.delete(id);
    },
    streamedCall: (callId) =>
      callInChunks(
        this.streamed.map((chunk) => JSON.stringify(chunk)),
        callId,
      ),
    flushed: async () => undefined,
    salvage: async () => undefined,
    state: () => this.state,
    setState: (change) => {
      if (change.status) this.statuses.push(change.status);
      this.state = { ...this.state, ...change };
    },
    openTurn: () => this.open,
    setOpenTurn: (turn) => void (this.open = turn),
  };
  readonly runs = new Map<string, { run: Run; output: OutputEntry[] }>();
  readonly #sql = coderTables();
  /** The agent's approval requests, as pages receive them. */
  readonly asked: Approval[] = [];
  readonly approvals = new Approvals({
    sql: this.#sql,
    room: {
      doc: this.doc,
      clientIdFor: async () => 9,
      transactAs: transactAs(this.doc),
    },
    emit: ({ approval }) => void this.asked.push(approval),
    onPending: (pendingApprovals) => this.host.setState({ pendingApprovals }),
  });
  readonly room: ChatRoom = {
    doc: this.doc,
    awareness: new Awareness(this.doc),
    authors: new Map(),
    join: async () => undefined,
    hold: () => {
      this.held++;
      return () => this.held--;
    },
    clientIdFor: async () => {
      this.writers.push(1000 + this.writers.length);
      return this.writers.at(-1)!;
    },
    saved: async () => undefined,
    setPresence: (presence) => void this.presence.push(presence),
    actedMs: () => undefined,
    transactAs: transactAs(this.doc),
  };
  readonly journal = new ToolCallJournal(this.#sql);
  /** The actions of people that the room was told about. */
  readonly noted: ActionEffect[] = [];
  readonly chat = new Chat({
    hostCalls: { note: (_, effects) => void this.noted.push(...effects) },
    host: this.host,
    models: {
      ...configured({}),
      get: (name) => this.models.get(name),
      windowOf: (name) => this.models.windowOf(name),
    },
    turns: { close: () => [] },
    services: {
      approvals: this.approvals,
      calls: this.journal,
      readSnapshots: new ReadSnapshotStore(this.#sql),
      sandbox: sandboxToolsOn(
        {
          doc: this.doc,
          join: async () => undefined,
          clientIdFor: async () => 9,
          transactAs: transactAs(this.doc),
        },
        undefined,
        undefined,
        (job) => this.checkTypes(job),
      ).sandbox,
      runner: {
        start: () => Promise.reject(new Error('no runs here')),
        finished: () => Promise.reject(new Error('no runs here')),
        stop: () => Promise.reject(new Error('no runs here')),
        get: (runId) => {
          const found = this.runs.get(runId);
          if (!found) throw new TandemError('not_found', 'There is no such run.');
          return found;
        },
      },
    },
    room: this.room,
  });

  constructor() {
    createFile(this.doc, 'a.txt', 'one\n');
  }

  async call(
    method: string,
    path: string,
    {
      body,
      headers = {},
      role = 'editor',
      user = ann,
      query = '',
    }: { body?: unknown; headers?: object; role?: 'editor' | 'viewer'; user?: User; query?: string } = {},
  ): Promise<Response> {
    const request = new Request(`http://coder/${path}${query}`, {
      method,
      headers: { ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response =
      (await handleApprovals(request, path, { user, role }, this.approvals)) ??
      (await handleChat(request, path, { user, role }, this));
    if (!response) throw new Error('no such call');
    return response;
  }
}

/** Records what the model is told in each call, while the built-in commands run. */
export function listenIn(harness: ChatHarness): LanguageModelV4Prompt[] {
  const prompts: LanguageModelV4Prompt[] = [];
  const models = configured({});
  harness.models = {
    ...models,
    get: (name) => {
      const model = models.get(name);
      return {
        ...model,
        doStream: (options) => {
          prompts.push(options.prompt);
          return model.doStream(options);
        },
      };
    },
  };
  return prompts;
}

export const promptTexts = (prompt: LanguageModelV4Prompt | undefined): string[] =>
  (prompt ?? []).flatMap((message) =>
    message.role === 'user'
      ? message.content.flatMap((part) => (part.type === 'text' ? [part.text] : []))
      : [],
  );
