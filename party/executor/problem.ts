import type { RunError } from '../../shared/run.ts';

/** Something in the room's own code that keeps it from starting, at its place. */
export class CodeProblem extends Error {
  readonly place: { file: string; line: number; column: number };
  constructor(message: string, place: { file: string; line: number; column: number }) {
    super(message);
    this.name = 'CodeProblem';
    this.place = place;
  }

  toRunError(): RunError {
    return { category: 'syntax', message: this.message, ...this.place };
  }
}
