import { type Accessor, createSignal } from 'solid-js';

/** Tries what someone asks for, and has the words for what went wrong at the last try; `''` for nothing. */
export function createAttempt(): {
  problem: Accessor<string>;
  attempt: (act: () => Promise<unknown>) => Promise<void>;
  /** The words hold no more. */
  forget: () => void;
} {
  const [problem, setProblem] = createSignal('');
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    setProblem('');
    try {
      await act();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'That did not work. Try again.');
    }
  };
  return { problem, attempt, forget: () => void setProblem('') };
}
