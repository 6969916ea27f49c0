import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';
import type { Cut } from '../../shared/transcript.ts';
import type { ToolPart } from '../coder/messages.ts';
import { problemOf } from './context.ts';

/** A tool call whose long input and output are loaded when its card is opened. */
export interface WholePart {
  /** Whole once it is loaded; until then as the transcript has it. */
  part: Accessor<ToolPart>;
  /** How long what is being loaded is, in UTF-16 units of JSON. */
  loading: Accessor<number | undefined>;
  /** A sentence that says why it could not be loaded; empty if it could. */
  problem: Accessor<string>;
  load: () => Promise<void>;
}

const lengthOf = ({ input = 0, output = 0 }: Cut): number => input + output;

/** @param load asks for all that the tool got and gave; rejects with an error whose message is a sentence */
export function createWholePart(
  part: Accessor<ToolPart>,
  open: Accessor<boolean>,
  load: () => Promise<Pick<Partial<ToolPart>, 'input' | 'output'>>,
): WholePart {
  const [whole, setWhole] = createSignal<{ length: number; input: unknown; output: unknown }>();
  const [loading, setLoading] = createSignal<number>();
  const [problem, setProblem] = createSignal('');
  /** Changes when there is more to load: first a call's input arrives, then its output. */
  const length = createMemo(() => lengthOf(part().cut ?? {}));
  const read = async (): Promise<void> => {
    const wanted = length();
    setProblem('');
    setLoading(wanted);
    try {
      const { input, output } = await load();
      if (wanted === length()) setWhole({ length: wanted, input, output });
    } catch (error) {
      if (wanted === length()) setProblem(problemOf(error));
    } finally {
      if (wanted === length()) setLoading(undefined);
    }
  };
  createEffect(
    on([open, length], ([isOpen, wanted]) => {
      if (isOpen && wanted > 0 && whole()?.length !== wanted) void read();
    }),
  );
  return {
    part: createMemo(() => {
      const { length: loaded, ...all } = whole() ?? {};
      return loaded !== undefined && loaded === length() ? { ...part(), ...all } : part();
    }),
    loading,
    problem,
    load: read,
  };
}
