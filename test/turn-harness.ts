import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ModelMessage, UIMessageChunk } from 'ai';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { CallOrder } from '../party/agent/tools/call-order.ts';
import { Approvals } from '../party/agent/approvals/approvals.ts';
import type { EditedRoom } from '../party/agent/edits/edited-room.ts';
import { Editor } from '../party/agent/edits/editor.ts';
import { runTurn } from '../party/agent/turn/run-turn.ts';
import { withSpeaker } from '../party/agent/models/speaker-prefix.ts';
import { roomTools } from '../party/agent/tools/room-tools.ts';
import { ToolCallJournal } from '../party/agent/storage/tool-call-journal.ts';
import { type Spent, TurnControl } from '../party/agent/turn/turn-control.ts';
import type { TurnWindow } from '../party/agent/turn/turn-model.ts';
import type { Approval } from '../shared/approvals.ts';
import { createFile, readAll } from '../shared/doc.ts';
import type { LocalPresence } from '../shared/presence.ts';
import type { ToolService } from '../shared/run.ts';
import { sandboxToolsOn, type TestProgram } from './sandbox-tools.ts';
import { coderTables } from './node-sql.ts';
import { transactAs } from './transact-as.ts';

/**
 * A room with one file and real tools. A run prints the file it runs, and does what `programs` has for it.
 */
export class TurnHarness {
  readonly doc = new Y.Doc({ gc: false });
  readonly control: TurnControl;
  readonly shown: LocalPresence[] = [];
  /** What the room was told the turn is waiting for. */
  readonly notices: string[] = [];
  onNotice: () => void = () => undefined;
  /** The model's window; without it, it takes any prompt. */
  context: TurnWindow | undefined;
  readonly programs = new Map<string, TestProgram>();
  /** The agent's approval requests, as pages receive them. */
  readonly asked: Approval[] = [];
  onAsked: (approval: Approval) => void = () => undefined;
  readonly #sql = coderTables();
  readonly approvals: Approvals;

  readonly #readOnly: boolean;
  readonly #checkTypes: ToolService['checkTypes'] | undefined;

  constructor({
    waitSeconds,
    spent,
    checkTypes,
    readOnly = false,
  }: {
    waitSeconds?: string | undefined;
    spent?: Spent;
    checkTypes?: ToolService['checkTypes'];
    readOnly?: boolean;
  } = {}) {
    this.#readOnly = readOnly;
    this.#checkTypes = checkTypes;
    this.control = new TurnControl(spent);
    this.approvals = new Approvals({
      sql: this.#sql,
      room: {
        doc: this.doc,
        clientIdFor: async () => 9,
        transactAs: transactAs(this.doc),
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

  /** Creates a file as a person would. */
  write(path: string, text: string): void {
    createFile(this.doc, path, text);
  }

  async take(model: LanguageModelV4, ...said: string[]): Promise<UIMessageChunk[]> {
    const room: EditedRoom = {
      doc: this.doc,
      awareness: new Awareness(this.doc),
      authors: new Map(),
      transactAs: transactAs(this.doc),
      setPresence: (presence) => void this.shown.push(presence),
      actedMs: () => undefined,
    };
    const signal = this.control.toolSignal;
    const replica = { ...room, join: async () => undefined, clientIdFor: async () => 7 };
    const { sandbox, runs } = sandboxToolsOn(replica, this.programs, undefined, this.#checkTypes);
    const tools = roomTools({
      turn: 'T',
      readOnly: this.#readOnly,
      calls: new ToolCallJournal(this.#sql),
      editor: new Editor({ room, clientId: 7, turn: 'T', signal }),
      runner: runs,
      sandbox,
      saved: async () => undefined,
      showStatus: (status) => room.setPresence({ status }),
      showTodo: () => undefined,
      signal,
      approvals: this.approvals,
      order: new CallOrder(),
      flushTranscript: async () => undefined,
      onWaiting: () => {
        const resume = this.control.pause();
        room.setPresence({ status: 'waiting' });
        return resume;
      },
      onBegin: (callId) => this.control.callBegan(callId),
    });
    const messages = said.map((text): ModelMessage => ({
      role: 'user',
      content: withSpeaker(text, { name: 'Ann' }),
    }));
    const chunks: UIMessageChunk[] = [];
    const turn = {
      id: 'T',
      askedAt: 0,
      model,
      instructions: 'Be a peer.',
      messages,
      tools,
      control: this.control,
      context: this.context,
      files: () => [],
      onNotice: (notice: string | undefined) => {
        if (notice === undefined) return;
        this.notices.push(notice);
        this.onNotice();
      },
    };
    for await (const chunk of runTurn(turn)) chunks.push(chunk);
    return chunks;
  }
}

export const textOf = (chunks: UIMessageChunk[]): string =>
  chunks.map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('');
export const thoughtOf = (chunks: UIMessageChunk[]): string =>
  chunks.map((chunk) => (chunk.type === 'reasoning-delta' ? chunk.delta : '')).join('');
export const outputsOf = (chunks: UIMessageChunk[]): unknown[] =>
  chunks.flatMap((chunk) => (chunk.type === 'tool-output-available' ? [chunk.output] : []));
export const metadataOf = (chunks: UIMessageChunk[]): unknown =>
  chunks.findLast((chunk) => chunk.type === 'message-metadata')?.messageMetadata;
