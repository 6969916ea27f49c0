import { RE2JS, RE2JSException } from 're2js';
import { TandemError } from '../../../shared/errors.ts';
import { agentSearchLimits, searchLimits } from '../../../shared/limits.ts';

/** What one line has of a pattern; `line` counts from 1, `text` is the line around the match. */
interface LineMatch {
  line: number;
  text: string;
}

/**
 * Matches a regular expression against single lines. A running `RegExp` cannot be interrupted, and some patterns
 * backtrack for ever; this engine, RE2's, takes time in proportion to pattern × line, and both are limited here.
 */
export class LinePattern {
  readonly #pattern: RE2JS;
  /** Time that a character may take, in steps of the engine. */
  readonly #stepsPerUnit: number;
  #stepsLeft: number = agentSearchLimits.stepsAtOnce;
  /** Set once a line was too long to be searched whole. */
  hasCutLine = false;

  /** @throws TandemError `unprocessable` for a pattern that is invalid, unknown to RE2, or too large */
  constructor(source: string, caseSensitive: boolean) {
    this.#pattern = compile(source, caseSensitive);
    this.#stepsPerUnit = this.#pattern.programSize();
    if (this.#stepsPerUnit > agentSearchLimits.maxProgram)
      throw refused('its repetitions make it too large; repeat fewer times');
  }

  /** The first `max` lines that match. Between them, others get their turn. */
  async matchesIn(text: string, max: number, isOver: () => boolean): Promise<LineMatch[]> {
    const found: LineMatch[] = [];
    for (const [at, whole] of text.split('\n').entries()) {
      const line = whole.slice(0, agentSearchLimits.maxLine);
      if (line.length < whole.length) this.hasCutLine = true;
      if (this.#pattern.test(line)) found.push({ line: at + 1, text: this.#excerpt(line) });
      if (found.length >= max) break;
      this.#stepsLeft -= this.#stepsPerUnit * (line.length + 1);
      if (this.#stepsLeft > 0) continue;
      this.#stepsLeft = agentSearchLimits.stepsAtOnce;
      await new Promise((resolve) => setTimeout(resolve));
      if (isOver()) break;
    }
    return found;
  }

  #excerpt(line: string): string {
    const matcher = this.#pattern.matcher(line);
    const { contextLength } = searchLimits;
    const [start, end] = matcher.find() ? [matcher.start(), matcher.end()] : [0, 0];
    return line.slice(Math.max(0, start - contextLength), end + contextLength).trim();
  }
}

function compile(source: string, caseSensitive: boolean): RE2JS {
  try {
    return RE2JS.compile(source, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    // Some patterns beyond the engine's own limits make it fail in other ways.
    const why = error instanceof RE2JSException ? error.message : 'the engine cannot compile it';
    throw refused(why.replace(/^error parsing regexp: /, ''));
  }
}

const refused = (why: string): TandemError =>
  new TandemError(
    'unprocessable',
    `This is no regular expression that can be searched for: ${why}. The syntax is RE2’s: without look-around and back-references.`,
  );
