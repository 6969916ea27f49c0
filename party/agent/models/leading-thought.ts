import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { LanguageModelMiddleware } from 'ai';

const [opening, closing] = ['<think>', '</think>'];

/**
 * Reads the reasoning of servers that do not know their model's format and send it in tags as part of the text. Models
 * think before they answer: tags further down are part of the answer, which may be about them.
 */
export const leadingThought: LanguageModelMiddleware = {
  specificationVersion: 'v4',
  wrapStream: async ({ doStream }) => {
    const { stream, ...rest } = await doStream();
    return { ...rest, stream: stream.pipeThrough(splitThought()) };
  },
};

type Part = LanguageModelV4StreamPart;

const id = 'leading-thought';

function splitThought(): TransformStream<Part, Part> {
  let at: 'start' | 'thought' | 'answer' = 'start';
  /** The text that may belong to a tag whose end is still to come. */
  let held = '';
  /** The start of the text, until there is some to show. */
  let textStart: Part | undefined;

  function* thought(length: number): Generator<Part> {
    if (length > 0) yield { type: 'reasoning-delta', id, delta: held.slice(0, length) };
    held = held.slice(length);
  }

  /** Consumes what can be told apart by now. */
  function* consume(textId: string): Generator<Part> {
    if (at === 'start') {
      const text = held.trimStart();
      if (text.startsWith(opening)) {
        at = 'thought';
        held = text.slice(opening.length);
        yield { type: 'reasoning-start', id };
      } else if (opening.startsWith(text)) return;
      else at = 'answer';
    }
    if (at === 'thought') {
      const end = held.indexOf(closing);
      yield* thought(end < 0 ? held.length - heldBack(held) : end);
      if (end < 0) return;
      yield { type: 'reasoning-end', id };
      at = 'answer';
      held = held.slice(closing.length);
    }
    yield* answer(textId);
  }

  function* answer(textId: string): Generator<Part> {
    if (held === '') return;
    if (textStart) yield textStart;
    yield { type: 'text-delta', id: textId, delta: held };
    textStart = undefined;
    held = '';
  }

  function* end(part: Part & { type: 'text-end' }): Generator<Part> {
    if (at === 'thought') {
      yield* thought(held.length);
      yield { type: 'reasoning-end', id };
    } else if (held.trim() !== '') yield* answer(part.id);
    at = 'answer';
    held = '';
    // A text without anything in it has not been begun.
    if (!textStart) yield part;
    textStart = undefined;
  }

  function* partsOf(part: Part): Generator<Part> {
    if (part.type === 'text-start') textStart = part;
    else if (part.type === 'text-delta') {
      held += part.delta;
      yield* consume(part.id);
    } else if (part.type === 'text-end') yield* end(part);
    else yield part;
  }

  return new TransformStream({
    transform: (part, controller) => {
      for (const each of partsOf(part)) controller.enqueue(each);
    },
  });
}

/** How many of the last characters may be the beginning of the closing tag. */
function heldBack(text: string): number {
  let length = Math.min(text.length, closing.length - 1);
  while (!closing.startsWith(text.slice(text.length - length))) length--;
  return length;
}
