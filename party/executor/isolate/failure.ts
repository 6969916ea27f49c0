import type { Report } from '../report.ts';
import { shorten } from './output.ts';
import { showValue } from './show.ts';
import type { Frame } from './stack.ts';
import type { Task } from './task.ts';

type Failure = Omit<Extract<Report, { ok: false }>, 'truncated'>;
type InnerError = Failure['inner'][number];
type Limits = Pick<Task, 'maxMessageBytes' | 'maxFrames' | 'maxInnerErrors' | 'maxInnerMessageBytes'>;

/** Converts what the program threw, including its inner errors, to data. */
export function failureOf(error: unknown, framesOf: (error: Error) => Frame[], limits: Limits): Failure {
  const { maxMessageBytes, maxFrames } = limits;
  try {
    const isError = error instanceof Error;
    const message = isError ? advised(String(error)) : `Thrown: ${showValue(error)}`;
    const properties = isError ? propertiesOf(error) : '';
    const frames = isError ? framesOf(error).slice(0, maxFrames) : [];
    const inner = isError ? new InnerErrors(framesOf, limits, maxFrames - frames.length).of(error) : [];
    return {
      ok: false,
      category: 'runtime',
      message: shorten(message, maxMessageBytes),
      ...(properties !== '' && { properties: shorten(properties, maxMessageBytes) }),
      frames,
      inner,
    };
  } catch {
    // Proxies and getters can throw on any access.
    const message = 'The program threw something that cannot be shown.';
    return { ok: false, category: 'runtime', message, frames: [], inner: [] };
  }
}

/** What the message, the frames and the inner errors say. */
const reported = new Set(['name', 'message', 'stack', 'cause', 'errors', 'error', 'suppressed']);

/** An error's own properties as Node shows them; empty when it has none, or names them in its message. */
function propertiesOf(error: Error): string {
  const kept: PropertyDescriptorMap = {};
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(error))) {
    if (property.enumerable === true && !reported.has(name)) kept[name] = property;
  }
  return Object.keys(kept).length === 0 ? '' : showValue(Object.defineProperties({}, kept));
}

// TypeScript's library for ES2024 does not have it.
const Suppressed: unknown = Reflect.get(globalThis, 'SuppressedError');
const isSuppressed = (error: Error): boolean =>
  typeof Suppressed === 'function' && error instanceof Suppressed;
/** An error that was thrown while `using` disposed of something, because of another one or before it. */
const suppressedParts = [
  ['error', 'In disposal: '],
  ['suppressed', 'Suppressed: '],
] as const;

/**
 * Collects causes and members of AggregateErrors, each after the error that contains it; repeated ones are only named.
 */
class InnerErrors {
  readonly #framesOf: (error: Error) => Frame[];
  readonly #limits: Limits;
  readonly #seen = new Set<unknown>();
  readonly #found: InnerError[] = [];
  #framesLeft: number;

  constructor(framesOf: (error: Error) => Frame[], limits: Limits, framesLeft: number) {
    this.#framesOf = framesOf;
    this.#limits = limits;
    this.#framesLeft = framesLeft;
  }

  of(error: Error): InnerError[] {
    this.#seen.add(error);
    this.#visit(error);
    return this.#found;
  }

  #visit(error: Error): void {
    if (error instanceof AggregateError && Array.isArray(error.errors)) {
      const { errors } = error;
      for (let i = 0; i < errors.length && !this.#isFull; i++) {
        this.#add(`${i + 1} of ${errors.length}: `, errors[i]);
      }
    }
    if (isSuppressed(error)) {
      for (const [name, prefix] of suppressedParts) {
        if (!this.#isFull) this.#add(prefix, Reflect.get(error, name));
      }
    }
    if (Object.hasOwn(error, 'cause') && !this.#isFull) this.#add('Caused by: ', error.cause);
  }

  get #isFull(): boolean {
    return this.#found.length >= this.#limits.maxInnerErrors;
  }

  #add(prefix: string, value: unknown): void {
    const isError = value instanceof Error;
    const isRepeated = isError && this.#seen.has(value);
    const text = `${prefix}${isError ? String(value) : showValue(value)}${isRepeated ? ' (the same as above)' : ''}`;
    const frames = isError && !isRepeated ? this.#framesOf(value).slice(0, this.#framesLeft) : [];
    this.#framesLeft -= frames.length;
    this.#found.push({ message: shorten(text, this.#limits.maxInnerMessageBytes), frames });
    if (!isError || isRepeated) return;
    this.#seen.add(value);
    this.#visit(value);
  }
}

/** What a program, which is made of modules, has in the place of what CommonJS has. */
const inModules: Record<string, string> = {
  require: "programs are modules: use `import fs from 'node:fs'`.",
  module: 'programs are modules: use `export`.',
  exports: 'programs are modules: use `export`.',
  __filename: 'use `import.meta.filename`.',
  __dirname: 'use `import.meta.dirname`.',
};

/** Rewords the platform's refusals so that they help the author of the program. */
function advised(message: string): string {
  if (message.includes('not permitted to access the internet')) {
    return 'Programs in this room have no network but env.FETCH.';
  }
  const [, missing] =
    /^ReferenceError: (require|module|exports|__filename|__dirname) is not defined$/.exec(message) ?? [];
  if (missing !== undefined) return `${message}: ${inModules[missing]}`;
  if (message.includes('Code generation from strings disallowed')) {
    return `${message} (eval and new Function do not work here.)`;
  }
  return message;
}
