import { typingChunks } from '../../party/agent/edits/typing-chunks.ts';
import { Editor } from '../../party/agent/edits/editor.ts';
import { applyHunks } from '../../party/agent/text/line-diff.ts';
import { planReplacements } from '../../party/agent/edits/plan.ts';
import { finishCalls } from '../../party/agent/chat/recover.ts';
import { pathOf, textOf } from '../../shared/doc.ts';
import { TandemError } from '../../shared/errors.ts';
import { agentLimits } from '../../shared/limits.ts';
import { agentUser } from '../../shared/roles.ts';
import { toolOutputs } from '../../shared/tools.ts';
import type { Oracle } from './oracle.ts';
import type { World } from './world.ts';
import type { SeededRandom } from '../random.ts';

/** How the agent writes: as the product does, or in one of two common ways. */
export type Way = 'peer' | 'whole file' | 'integer index';

/** Each line's words end in its number, so no two lines share a word. */
export const program = [
  'function main90() {',
  ...Array.from({ length: 10 }, (_, n) => `  const aa${n} = bb${n}(cc${n}, dd${n}); // ee${n} ff${n}`),
  '  return out91;',
  '}',
  '',
].join('\n');

interface Task {
  search: string;
  replace: string;
}

const tasks: readonly ((n: number) => Task)[] = [
  (n) => ({ search: `bb${n}(cc${n}, dd${n})`, replace: `nn${n}(bb${n}, await oo${n}(cc${n}), dd${n})` }),
  (n) => ({ search: `aa${n} = bb${n}`, replace: `pp${n} = qq${n}` }),
  (n) => ({
    search: `// ee${n} ff${n}`,
    replace: `// ee${n} ff${n}\n  rr${n}.ss${n}(tt${n}, 'and a few more words');`,
  }),
  (n) => ({ search: `  const aa${n} = bb${n}(cc${n}, dd${n}); // ee${n} ff${n}\n`, replace: '' }),
  (n) => ({
    search: `const aa${n} = bb${n}(cc${n}, dd${n}); // ee${n} ff${n}`,
    replace: `if (uu${n}) {\n    const aa${n} = bb${n}(dd${n});\n    // vv${n} ww${n} with quite some words that take a while to be typed\n  }`,
  }),
  (n) => ({ search: `  const aa${n} =`, replace: `  // xx${n} yy${n}\n  const aa${n} =` }),
];

/** The agent in one world: reads, thinks, writes, and may be killed while it does. */
export class TypingAgent {
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #oracle: Oracle;
  readonly #file: string;
  readonly #way: Way;
  /** How many edits were made, ended early and said so, or were refused. */
  readonly tally = { made: 0, incomplete: 0, refused: 0, killed: 0 };
  /** A word of the line that the agent is about to change. */
  target = 'aa0';

  constructor(parts: { random: SeededRandom; world: World; oracle: Oracle; file: string; way: Way }) {
    this.#random = parts.random;
    this.#world = parts.world;
    this.#oracle = parts.oracle;
    this.#file = parts.file;
    this.#way = parts.way;
  }

  async work(): Promise<void> {
    const clientId = await this.#world.coder.clientIdFor(agentUser, 'T');
    const editor = new Editor({
      room: this.#world.coderRoom,
      clientId,
      turn: 'T',
      signal: new AbortController().signal,
    });
    const lines = Array.from({ length: 10 }, (_, n) => n);
    const { life } = this.#world;
    const killed = this.#way === 'peer' && this.#random.int(4) === 0;
    const killing = killed && setTimeout(() => this.#world.kill(), 200 + this.#random.int(5_000));
    for (let call = 0; call < 1 + this.#random.int(3) && life === this.#world.life; call++) {
      const chosen = [this.#take(lines), ...(this.#random.int(3) === 0 ? [this.#take(lines)] : [])];
      this.target = `aa${chosen[0]}`;
      await this.#call(editor, clientId, { call, edits: chosen.map((n) => this.#random.pick(tasks)(n)) });
    }
    if (life === this.#world.life) {
      if (killing) clearTimeout(killing);
      return;
    }
    await this.#wait(200 + this.#random.int(1_300));
    this.#world.wake();
    await this.#world.coder.join();
    await this.#settle();
  }

  /** What was under way when the coder was killed. */
  #cut: { before: string; after: string } | undefined;

  async #settle(): Promise<void> {
    const answers = await finishCalls('T', { room: this.#world.coder, calls: this.#world.calls });
    const cut = this.#cut;
    if (!cut) return;
    this.tally.killed++;
    const outputs = [...answers.values()].map((answer) => toolOutputs.editFile.parse(answer));
    if (outputs.at(-1)?.incomplete !== undefined || outputs.length === 0)
      this.#oracle.leaveOpen(cut.before, cut.after);
  }

  async #call(
    editor: Editor,
    clientId: number,
    { call, edits }: { call: number; edits: Task[] },
  ): Promise<void> {
    const { doc } = this.#world.coder;
    const read = this.#readable(editor);
    await this.#wait(this.#random.int(1_200));
    const path = pathOf(doc, this.#file);
    if (read === undefined || path === undefined) {
      this.tally.refused++;
      return;
    }
    const asPeer = this.#way === 'peer';
    const rewrite = asPeer && this.#random.int(5) === 0;
    const before = asPeer && !rewrite ? textOf(doc, this.#file)!.toJSON() : read;
    const plan = planReplacements(before, edits);
    if ('problem' in plan) {
      this.tally.refused++;
      return;
    }
    const after = applyHunks(before, plan.hunks);
    this.#oracle.meant(before, after);
    this.#cut = { before, after };
    const key = { turn: 'T', step: call, id: 'c' };
    const onPlanned: NonNullable<Parameters<Editor['edit']>[2]>['onPlanned'] = (pending) =>
      this.#world.calls.planned(key, pending);
    try {
      if (!asPeer) await this.#writeCommonly(clientId, before, edits);
      else {
        const report = rewrite
          ? await editor.write(path, after, { onPlanned })
          : await editor.edit(path, edits, { onPlanned });
        this.#world.calls.forget('T');
        if (report.incomplete === undefined) this.tally.made++;
        else {
          this.tally.incomplete++;
          this.#oracle.leaveOpen(before, after);
        }
      }
      this.#cut = undefined;
    } catch (error) {
      if (error instanceof TandemError) {
        this.tally.refused++;
        this.#oracle.leaveOpen(before, after);
        this.#cut = undefined;
      } else if (!(error instanceof Error) || error.message !== 'the coder was killed') throw error;
    }
  }

  /** The two common ways: write the whole file anew, or type at an index that was computed before. */
  async #writeCommonly(clientId: number, read: string, edits: readonly Task[]): Promise<void> {
    const room = this.#world.coderRoom;
    const text = textOf(room.doc, this.#file)!;
    if (this.#way === 'whole file') {
      const content = edits.reduce((out, { search, replace }) => out.replace(search, () => replace), read);
      room.transactAs(
        clientId,
        () => {
          text.delete(0, text.length);
          text.insert(0, content);
        },
        'T',
      );
      return;
    }
    for (const { search, replace } of edits) {
      let at = Math.min(read.indexOf(search), text.length);
      room.transactAs(clientId, () => text.delete(at, Math.min(search.length, text.length - at)), 'T');
      for (const chunk of typingChunks(replace, 60)) {
        room.transactAs(clientId, () => text.insert(Math.min(at, text.length), chunk), 'T');
        at += chunk.length;
        await this.#wait(agentLimits.typingChunkMs);
      }
    }
  }

  #readable(editor: Editor): string | undefined {
    const path = pathOf(this.#world.coder.doc, this.#file);
    return path === undefined ? undefined : editor.read(path).text;
  }

  #take(lines: number[]): number {
    return lines.splice(this.#random.int(lines.length), 1)[0] ?? 0;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}
