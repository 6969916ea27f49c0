import type { UIMessageChunk } from 'ai';
import { agentLimits } from '../../../shared/limits.ts';
import type { CallProgressChunk } from '../../../shared/transcript.ts';

type Delta = Extract<UIMessageChunk, { type: 'tool-input-delta' }>;

interface Call {
  /** The beginning of its input, which is where models write the path. */
  head: string;
  length: number;
  path: string | undefined;
  shownAt: number;
}

const headLength = 1_000;
/** In a string inside the input, its quotes would be escaped. */
const pathPattern = /"(?:path|entry)"\s*:\s*("(?:[^"\\]|\\.)*")/;

/**
 * Tells pages what calls that are still being written are about: the path, as soon as it is there, and how long the input
 * has become, now and then. A file of 190 kB would otherwise be sent to each page letter by letter, in frames ten times as
 * long.
 */
export class CallProgress {
  readonly #now: () => number;
  readonly #calls = new Map<string, Call>();

  constructor(now: () => number) {
    this.#now = now;
  }

  *of({ toolCallId, inputTextDelta }: Delta): Generator<CallProgressChunk> {
    const call = this.#calls.get(toolCallId) ?? { head: '', length: 0, path: undefined, shownAt: 0 };
    this.#calls.set(toolCallId, call);
    call.length += inputTextDelta.length;
    const hadPath = call.path !== undefined;
    if (!hadPath && call.head.length < headLength) {
      call.head += inputTextDelta;
      call.path = pathIn(call.head);
    }
    const isNew = call.path !== undefined && !hadPath;
    if (!isNew && this.#now() - call.shownAt < agentLimits.callProgressMs) return;
    call.shownAt = this.#now();
    const data = { toolCallId, length: call.length, ...(call.path !== undefined && { path: call.path }) };
    yield { type: 'data-call', data, transient: true };
  }
}

function pathIn(input: string): string | undefined {
  const quoted = pathPattern.exec(input)?.[1];
  if (quoted === undefined) return undefined;
  try {
    return String(JSON.parse(quoted));
  } catch {
    // Not JSON after all: the call will fail, and say so.
    return undefined;
  }
}
