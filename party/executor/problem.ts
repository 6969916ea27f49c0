import type { RunError } from '../../shared/run.ts';

/** An error in the room's code that prevents the program from starting, with its position. */
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
