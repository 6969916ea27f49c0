import { type Accessor, createSignal } from 'solid-js';

/** Runs actions that may fail. `problem` is the message of the last failure, or `''`. */
export function createAttempt(): {
  problem: Accessor<string>;
  attempt: (act: () => Promise<unknown>) => Promise<void>;
  /** Clears the message. */
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
