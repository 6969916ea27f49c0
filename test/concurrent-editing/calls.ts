import type * as z from 'zod/mini';
import { applyHunks } from '../../party/agent/text/line-diff.ts';
import { planReplacements } from '../../party/agent/edits/plan.ts';
import { contentOf, pathOf } from '../../shared/doc.ts';
import type { toolInputs } from '../../shared/tools.ts';
import type { SeededRandom } from '../random.ts';
import type { TestProgram } from '../sandbox-tools.ts';
import type { Oracle } from './oracle.ts';
import { commandFor, type Task } from './tasks.ts';
import type { WorldTools } from './tools.ts';
import type { World } from './world.ts';

/** A program of the room, which the agent runs. */
export const programPath = 'job.ts';

export type Change = readonly [before: string, after: string];

/** A file as the agent has read it. */
export interface Knowledge {
  path: string;
  text: string;
}

/** What a tool answers, as far as it matters here. */
interface Answer {
  error?: { code: string };
  incomplete?: string;
  changed?: string[];
  note?: string;
  text?: string;
}

/** How many calls did what they should, ended early and said so, or were refused, and how many were of which kind. */
export type Tally = Record<'made' | 'incomplete' | 'refused' | 'commands' | 'runs', number>;

/** The agent's calls in one turn, each of which does tasks in one of its ways; the oracle is told what they mean. */
export class AgentCalls {
  readonly #tools: WorldTools;
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #oracle: Oracle;
  readonly #file: string;
  readonly #tally: Tally;
  /** What has changed. */
  readonly done: Change[] = [];
  /** What an edit under way is to change. */
  #underWay: { change: Change; callId: string } | undefined;

  constructor(
    tools: WorldTools,
    parts: { random: SeededRandom; world: World; oracle: Oracle; file: string; tally: Tally },
  ) {
    this.#tools = tools;
    this.#random = parts.random;
    this.#world = parts.world;
    this.#oracle = parts.oracle;
    this.#file = parts.file;
    this.#tally = parts.tally;
  }

  /** Replaces texts, some time after reading the file. */
  async edit(edits: Task[]): Promise<void> {
    const read = await this.#read();
    if (!read) return;
    const before = contentOf(this.#world.coder.doc, this.#file);
    const plan = planReplacements(before, edits);
    if ('problem' in plan) this.#tally.refused++;
    else await this.#change('editFile', { path: read.path, edits }, [before, applyHunks(before, plan.hunks)]);
  }

  /** Writes the whole file. @param known what it is made from; without it, the file is read some time before */
  async write(tasks: Task[], known?: Knowledge): Promise<void> {
    const from = known ?? (await this.#read());
    if (!from) return;
    const plan = planReplacements(from.text, tasks);
    if ('problem' in plan) {
      this.#tally.refused++;
      return;
    }
    const content = applyHunks(from.text, plan.hunks);
    await this.#change('writeFile', { path: from.path, content }, [from.text, content]);
  }

  async command(task: Task): Promise<void> {
    this.#tally.commands++;
    await this.#execute((path) => this.#tools.call('bash', { command: commandFor(task, path) }));
  }

  async run({ search, replace }: Task): Promise<void> {
    this.#tally.runs++;
    await this.#execute((path) => {
      const program: TestProgram = async (call) => {
        const answer = await call({ op: 'readFile', path: `/work/${path}` });
        if (!('value' in answer) || !(answer.value instanceof Uint8Array)) return;
        const text = new TextDecoder().decode(answer.value).replace(search, () => replace);
        await call({ op: 'writeFile', path: `/work/${path}`, data: new TextEncoder().encode(text) });
      };
      this.#tools.setProgram(programPath, program);
      return this.#tools.call('run', { entry: programPath });
    });
  }

  /** What the agent knows of the file at the end of its turn. */
  async knowledge(): Promise<Knowledge | undefined> {
    const path = this.#path;
    if (path === undefined) return undefined;
    const { text } = (await this.#tools.call('readFile', { path })) as Answer;
    return text === undefined ? undefined : { path, text };
  }

  /** What becomes of a call that the coder's kill cut off. @param answers of the calls that the next life found */
  settle(answers: ReadonlyMap<string, unknown>): void {
    const { change } = this.#tools;
    if (change?.wrote !== undefined) this.#leaveOpen([change.read, change.wrote]);
    if (!this.#underWay) return;
    const answer = answers.get(this.#underWay.callId) as Answer | undefined;
    if (!answer || answer.error || answer.incomplete !== undefined) this.#leaveOpen(this.#underWay.change);
    else this.done.push(this.#underWay.change);
  }

  /** Makes a call of which it is known beforehand what it will change. */
  async #change<Name extends 'editFile' | 'writeFile'>(
    name: Name,
    input: z.infer<(typeof toolInputs)[Name]>,
    change: Change,
  ): Promise<void> {
    this.#oracle.meant(...change);
    const done = this.#tools.call(name, input);
    this.#underWay = { change, callId: this.#tools.callId };
    const { error, incomplete } = (await done) as Answer;
    this.#underWay = undefined;
    if (!error && incomplete === undefined) {
      this.#tally.made++;
      this.done.push(change);
      return;
    }
    if (error) this.#tally.refused++;
    else this.#tally.incomplete++;
    this.#leaveOpen(change);
  }

  /** Makes a call of which only its end tells what it has changed. */
  async #execute(call: (path: string) => Promise<unknown>): Promise<void> {
    const path = this.#path;
    if (path === undefined) return;
    this.#tools.pauseMs = this.#random.int(2) === 0 ? 0 : this.#random.int(800);
    const { error, note, changed = [] } = (await call(path)) as Answer;
    const { change } = this.#tools;
    if (change?.wrote === undefined) return;
    if (error || note?.includes('as they were before') === true) {
      this.#tally.refused++;
      return;
    }
    const { read, wrote } = change;
    this.#oracle.meant(read, wrote);
    // It wrote to the old path, or its lines were deleted meanwhile.
    const isUncertain = this.#path !== path || [note, ...changed].join(' ').includes('deleted meanwhile');
    if (isUncertain) this.#leaveOpen([read, wrote]);
    else this.done.push([read, wrote]);
  }

  async #read(): Promise<Knowledge | undefined> {
    const known = await this.knowledge();
    const thinkingMs = this.#random.int(1_200);
    await new Promise((resolve) => setTimeout(resolve, thinkingMs));
    return known;
  }

  /** Forgives a change that may have come only so far; also when it is undone. */
  #leaveOpen(change: Change): void {
    this.#oracle.leaveOpen(...change);
    this.done.push(change);
  }

  get #path(): string | undefined {
    return pathOf(this.#world.coder.doc, this.#file);
  }
}
