import type * as z from 'zod/mini';
import { CallOrder } from '../../party/agent/tools/call-order.ts';
import { Approvals } from '../../party/agent/approvals/approvals.ts';
import { Editor } from '../../party/agent/edits/editor.ts';
import { ReadSnapshotStore } from '../../party/agent/edits/read-snapshot-store.ts';
import { ToolCallJournal } from '../../party/agent/storage/tool-call-journal.ts';
import { roomTools } from '../../party/agent/tools/room-tools.ts';
import type { HostAnswer, HostCall } from '../../shared/host.ts';
import type { toolInputs, ToolName } from '../../shared/tools.ts';
import type { SeededRandom } from '../random.ts';
import { sandboxToolsOn, type TestProgram } from '../sandbox-tools.ts';
import { userNamed } from '../test-room.ts';
import type { World } from './world.ts';

/** A program's or command's change of a file: the text that it read, and the one that it wrote. */
export interface FileChange {
  read: string;
  wrote?: string;
}

const decoder = new TextDecoder();

/** The agent's real tools for one turn, in one life of the coder. Someone answers each question after a while. */
export class WorldTools {
  readonly #world: World;
  readonly #tools: ReturnType<typeof roomTools>;
  readonly #turn: string;
  readonly #programs = new Map<string, TestProgram>();
  #step = 0;
  /** What the latest command or program did to the file. */
  change: FileChange | undefined;
  /** How long commands and programs take before they write. */
  pauseMs = 0;

  constructor(turn: string, clientId: number, { world, random }: { world: World; random: SeededRandom }) {
    this.#world = world;
    this.#turn = turn;
    const { coderRoom: room, sql } = world;
    const signal = new AbortController().signal;
    const approvals: Approvals = new Approvals({
      sql,
      room,
      emit: ({ approval: { id, state } }) => {
        if (state !== 'pending') return;
        const decision = random.int(8) === 0 ? 'deny' : 'allow';
        const decide = (): unknown => approvals.decide(id, { decision }, userNamed('ann'));
        setTimeout(() => world.isAlive(room) && decide(), 50 + random.int(1_500));
      },
      onPending: () => undefined,
    });
    const { sandbox, runs } = sandboxToolsOn(room, this.#programs, (call, answer) => this.#see(call, answer));
    const readSnapshots = new ReadSnapshotStore(sql);
    this.#tools = roomTools({
      turn,
      readOnly: false,
      calls: new ToolCallJournal(sql),
      editor: new Editor({ room, clientId, turn, signal, readSnapshots }),
      runner: runs,
      sandbox,
      saved: () => room.saved(),
      showStatus: (status) => room.setPresence({ status }),
      showTodo: () => undefined,
      signal,
      approvals,
      order: new CallOrder(),
      flushTranscript: async () => undefined,
      onWaiting: () => () => undefined,
      onBegin: () => undefined,
    });
  }

  /** @throws Error when the coder is killed meanwhile */
  async call<Name extends ToolName>(name: Name, input: z.infer<(typeof toolInputs)[Name]>): Promise<unknown> {
    const { execute } = this.#tools[name] as { execute: (input: unknown, options: object) => unknown };
    const messages = Array.from({ length: ++this.#step }, () => ({ role: 'user', content: '' }));
    this.change = undefined;
    const done = Promise.resolve(execute(input, { toolCallId: this.callId, messages }));
    // A killed process says nothing more.
    done.catch(() => undefined);
    return Promise.race([done, this.#world.whenKilled]);
  }

  get callId(): string {
    return `${this.#turn}-${this.#step}`;
  }

  /** Makes the room's file `path` do this when it is run. */
  setProgram(path: string, program: TestProgram): void {
    this.#programs.set(path, program);
  }

  async #see(call: HostCall, answer: () => Promise<HostAnswer>): Promise<HostAnswer> {
    // Computing takes time: others write between what is read and what is written.
    if (call.op === 'writeFile') await new Promise((resolve) => setTimeout(resolve, this.pauseMs));
    const answered = await answer();
    if (!('value' in answered)) return answered;
    if (call.op === 'readFile' && answered.value instanceof Uint8Array)
      this.change = { read: decoder.decode(answered.value) };
    else if (call.op === 'writeFile' && this.change) this.change.wrote = decoder.decode(call.data);
    return answered;
  }
}
