import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ModelMessage, UIMessageChunk } from 'ai';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Approvals } from '../party/agent/approvals/approvals.ts';
import type { EditedRoom } from '../party/agent/edits/edited-room.ts';
import { Editor } from '../party/agent/edits/editor.ts';
import { runTurn } from '../party/agent/chat/loop.ts';
import { withSpeaker } from '../party/agent/chat/speaker.ts';
import { type Runner, roomTools } from '../party/agent/tools/room-tools.ts';
import { ToolCalls } from '../party/agent/chat/tool-calls.ts';
import { type Spent, TurnControl } from '../party/agent/chat/turn-control.ts';
import type { Approval } from '../shared/approvals.ts';
import { createFile, readAll } from '../shared/doc.ts';
import type { LocalPresence } from '../shared/presence.ts';
import { agentUser } from '../shared/roles.ts';
import type { ExecuteResult, Run } from '../shared/run.ts';
import { handsOn } from './hands.ts';
import { coderTables } from './node-sql.ts';

/** A room with one file, real tools on it, and runs that print the file they run. */
export class Scene {
  readonly doc = new Y.Doc({ gc: false });
  readonly control: TurnControl;
  readonly shown: LocalPresence[] = [];
  /** What the room was told that the turn waits for. */
  readonly notices: string[] = [];
  onNotice: () => void = () => undefined;
  /** The agent's questions, as the pages are told of them. */
  readonly asked: Approval[] = [];
  onAsked: (approval: Approval) => void = () => undefined;
  readonly #sql = coderTables();
  readonly approvals: Approvals;
  readonly #runs = new Map<string, ExecuteResult>();

  constructor({ waitSeconds, spent }: { waitSeconds?: string | undefined; spent?: Spent } = {}) {
    this.control = new TurnControl(spent);
    this.approvals = new Approvals({
      sql: this.#sql,
      room: {
        doc: this.doc,
        clientIdFor: async () => 9,
        transactAs: (_, write) => this.doc.transact(write),
      },
      emit: ({ approval }) => {
        this.asked.push(approval);
        if (approval.state === 'pending') this.onAsked(approval);
      },
      onPending: () => undefined,
      waitSeconds,
    });
    createFile(this.doc, 'add.ts', 'export const add = (a, b) => a - b;\n');
  }

  file(path: string): string | undefined {
    return readAll(this.doc).get(path);
  }

  /** Someone makes a file. */
  write(path: string, text: string): void {
    createFile(this.doc, path, text);
  }

  async take(model: LanguageModelV4, ...said: string[]): Promise<UIMessageChunk[]> {
    const room: EditedRoom = {
      doc: this.doc,
      awareness: new Awareness(this.doc),
      authors: new Map(),
      transactAs: (clientId, change) => {
        const own = this.doc.clientID;
        this.doc.clientID = clientId;
        this.doc.transact(change);
        this.doc.clientID = own;
      },
      setPresence: (presence) => void this.shown.push(presence),
    };
    const signal = this.control.toolSignal;
    const tools = roomTools({
      turn: 'T',
      calls: new ToolCalls(this.#sql),
      editor: new Editor({ room, clientId: 7, turn: 'T', signal }),
      runner: this.#runner,
      hands: handsOn({ ...room, join: async () => undefined, clientIdFor: async () => 7 }),
      saved: async () => undefined,
      showStatus: (status) => room.setPresence({ status }),
      signal,
      approvals: this.approvals,
      kept: async () => undefined,
      onWaiting: () => {
        const resume = this.control.pause();
        room.setPresence({ status: 'waiting' });
        return resume;
      },
      onRunning: (change) => this.control.onRunning(change),
    });
    const messages = said.map((text): ModelMessage => ({
      role: 'user',
      content: withSpeaker(text, { name: 'Ann' }),
    }));
    const chunks: UIMessageChunk[] = [];
    const turn = {
      id: 'T',
      model,
      instructions: 'Be a peer.',
      messages,
      tools,
      control: this.control,
      files: () => [],
      tell: (notice: string | undefined) => {
        if (notice === undefined) return;
        this.notices.push(notice);
        this.onNotice();
      },
    };
    for await (const chunk of runTurn(turn)) chunks.push(chunk);
    return chunks;
  }

  readonly #runner: Runner = {
    start: async (request) => {
      const entry = 'entry' in request ? request.entry : '';
      const text = this.file(entry);
      const run: Run = { runId: entry, number: 1, by: agentUser, entry, startedAt: 0, state: 'succeeded' };
      const logs = [{ level: 'log' as const, text: text ?? '', atMs: 1 }];
      this.#runs.set(entry, {
        runId: run.runId,
        success: true,
        result: null,
        resultText: 'undefined',
        logs,
        actions: [],
        durationMs: 2,
      });
      return run;
    },
    finished: async (runId) => this.#runs.get(runId)!,
    stop: async () => {
      throw new Error('nothing to stop');
    },
    get: (runId) => ({
      run: { runId, number: 1, by: agentUser, entry: runId, startedAt: 0, state: 'succeeded' },
      output: [],
    }),
  };
}

export const textOf = (chunks: UIMessageChunk[]): string =>
  chunks.map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('');
export const outputsOf = (chunks: UIMessageChunk[]): unknown[] =>
  chunks.flatMap((chunk) => (chunk.type === 'tool-output-available' ? [chunk.output] : []));
export const metadataOf = (chunks: UIMessageChunk[]): unknown =>
  chunks.findLast((chunk) => chunk.type === 'message-metadata')?.messageMetadata;
