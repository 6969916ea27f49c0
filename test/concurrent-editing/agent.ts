import { applyHunks } from '../../party/agent/text/line-diff.ts';
import { planReplacements } from '../../party/agent/edits/plan.ts';
import { finishCalls } from '../../party/agent/chat/recover.ts';
import { ToolCallJournal } from '../../party/agent/storage/tool-call-journal.ts';
import { setAsksBefore } from '../../shared/approvals.ts';
import { contentOf, textOf } from '../../shared/doc.ts';
import { agentUser } from '../../shared/roles.ts';
import type { SeededRandom } from '../random.ts';
import { userNamed } from '../test-room.ts';
import { AgentCalls, type Change, type Knowledge, type Tally } from './calls.ts';
import { writeCommonly } from './common-ways.ts';
import type { Oracle } from './oracle.ts';
import { type Task, taskIn } from './tasks.ts';
import { WorldTools } from './tools.ts';
import { killedMessage, type World } from './world.ts';

/** How the agent writes: as the product does, or in one of two common ways. */
export type Way = 'peer' | 'whole file' | 'integer index';

/** The agent in one world: works in turns, is killed or evicted, and has its turns undone. */
export class TypingAgent {
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #oracle: Oracle;
  readonly #file: string;
  readonly #way: Way;
  readonly tally: Tally & Record<'killed' | 'evicted' | 'undone' | 'parts', number> = {
    made: 0,
    incomplete: 0,
    refused: 0,
    commands: 0,
    runs: 0,
    killed: 0,
    evicted: 0,
    undone: 0,
    parts: 0,
  };
  /** A word of the line that the agent is about to change. */
  target = 'aa0';
  readonly #lines = Array.from({ length: 10 }, (_, n) => n);
  /** What the agent has changed in each turn. */
  readonly #changes = new Map<string, readonly Change[]>();

  constructor(parts: { random: SeededRandom; world: World; oracle: Oracle; file: string; way: Way }) {
    this.#random = parts.random;
    this.#world = parts.world;
    this.#oracle = parts.oracle;
    this.#file = parts.file;
    this.#way = parts.way;
  }

  async work(): Promise<void> {
    if (this.#way !== 'peer') return this.#workCommonly(this.#way);
    await this.#choose();
    const known = await this.#turn('T');
    if (this.#chance(4)) await this.#evict();
    const isUndone = this.#chance(4);
    if (isUndone) await this.#undo('T');
    if (this.#chance(3)) await this.#turn('U', this.#chance(2) ? known : undefined);
    if (isUndone && this.#chance(3)) await this.#redo('T');
  }

  /** Sets what the room wants to be asked about. */
  async #choose(): Promise<void> {
    const { coder } = this.#world;
    const clientId = await coder.clientIdFor(userNamed('ann'));
    const { doc } = coder;
    const asksNothing = this.#chance(2);
    const asksEdits = this.#chance(5);
    coder.transactAs(clientId, () => {
      if (asksNothing) for (const kind of ['bash', 'delete'] as const) setAsksBefore(doc, kind, false);
      if (asksEdits) setAsksBefore(doc, 'edit', true);
    });
  }

  /**
   * @param known what the agent read in an earlier turn, and first writes from without reading again
   * @returns what it knows of the file at the end
   */
  async #turn(turn: string, known?: Knowledge): Promise<Knowledge | undefined> {
    const clientId = await this.#world.coder.clientIdFor(agentUser, turn);
    const parts = { random: this.#random, world: this.#world, oracle: this.#oracle, file: this.#file };
    const calls = new AgentCalls(new WorldTools(turn, clientId, parts), { ...parts, tally: this.tally });
    this.#changes.set(turn, calls.done);
    const { life } = this.#world;
    const killing = this.#chance(4) && setTimeout(() => this.#world.kill(), 200 + this.#random.int(5_000));
    try {
      if (known) await calls.write(this.#tasks(), known);
      for (let left = 1 + this.#random.int(3); left > 0 && this.#lines.length > 1; left--)
        await this.#call(calls);
      if (life !== this.#world.life) throw new Error(killedMessage);
      return await calls.knowledge();
    } catch (error) {
      if (!(error instanceof Error) || error.message !== killedMessage) throw error;
      this.tally.killed++;
      await this.#wait(200 + this.#random.int(1_300));
      await this.#wake();
      const journal = new ToolCallJournal(this.#world.sql);
      calls.settle(await finishCalls(turn, { room: this.#world.coderRoom, calls: journal }));
      return undefined;
    } finally {
      if (killing && life === this.#world.life) clearTimeout(killing);
    }
  }

  #call(calls: AgentCalls): Promise<void> {
    const tasks = this.#tasks();
    const chance = this.#random.int(10);
    if (chance < 2) return calls.command(tasks[0]!);
    if (chance < 3) return calls.run(tasks[0]!);
    return chance < 5 ? calls.write(tasks) : calls.edit(tasks);
  }

  async #evict(): Promise<void> {
    this.tally.evicted++;
    this.#world.kill();
    await this.#wake();
  }

  async #wake(): Promise<void> {
    this.#world.wake();
    await this.#world.coder.join();
  }

  /** Undoes a turn whole, all of it part by part, or some of its parts. */
  async #undo(turn: string): Promise<void> {
    const { turns } = this.#world;
    if (!turns.list(9).some(({ id }) => id === turn)) return;
    this.tally.undone++;
    const changes = this.#changes.get(turn) ?? [];
    const ann = userNamed('ann');
    turns.close(turn);
    let left = this.#chance(2) ? Infinity : this.#random.int(2);
    if (this.#chance(2)) await turns.set({ id: turn, undo: true }, ann);
    else
      for (; left > 0 && turns.get(turn).state !== 'undone'; left--) {
        this.tally.parts++;
        const files = await turns.preview({ id: turn, undo: true });
        const parts = files.flatMap((file) => file.parts.map(({ id }) => id));
        // None is left to choose from when people have deleted all that the turn wrote.
        const names = parts.length > 0 ? [{ part: this.#random.pick(parts) }] : undefined;
        await turns.set({ id: turn, undo: true, names }, ann);
      }
    if (turns.get(turn).state === 'undone') return this.#oracle.undone(changes);
    this.#oracle.bringBack();
    for (const change of changes) this.#oracle.leaveOpen(...change);
  }

  async #redo(turn: string): Promise<void> {
    const { state } = this.#world.turns.list(9).find(({ id }) => id === turn) ?? {};
    if (state !== 'undone') return;
    await this.#world.turns.set({ id: turn, undo: false }, userNamed('ann'));
    this.#oracle.bringBack();
    for (const change of this.#changes.get(turn) ?? []) this.#oracle.leaveOpen(...change);
  }

  async #workCommonly(way: 'whole file' | 'integer index'): Promise<void> {
    const room = this.#world.coderRoom;
    const clientId = await this.#world.coder.clientIdFor(agentUser, 'T');
    for (let calls = 1 + this.#random.int(3); calls > 0; calls--) {
      const edits = this.#tasks();
      const read = contentOf(room.doc, this.#file);
      await this.#wait(this.#random.int(1_200));
      const plan = planReplacements(read, edits);
      if ('problem' in plan) {
        this.tally.refused++;
        continue;
      }
      this.#oracle.meant(read, applyHunks(read, plan.hunks));
      await writeCommonly(way, edits, { read, text: textOf(room.doc, this.#file)!, clientId, room });
      this.tally.made++;
    }
  }

  /** One or two tasks, each in a line that had none. */
  #tasks(): Task[] {
    const count = this.#chance(3) && this.#lines.length > 1 ? 2 : 1;
    const chosen = Array.from({ length: count }, () => this.#take());
    this.target = `aa${chosen[0]}`;
    return chosen.map((n) => taskIn(n, this.#random));
  }

  #take(): number {
    return this.#lines.splice(this.#random.int(this.#lines.length), 1)[0] ?? 0;
  }

  #chance(of: number): boolean {
    return this.#random.int(of) === 0;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}
