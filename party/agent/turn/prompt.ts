import type { UIMessage } from 'ai';
import {
  type MessageMetadata,
  messageMetadataSchema,
  type StoredMention,
  withoutAgentName,
} from '../../../shared/chat.ts';
import { firstTurnOf, turnsFrom } from '../../../shared/continuations.ts';
import { visibleLine } from '../../../shared/hidden.ts';
import { continuationNote } from '../models/continuation-note.ts';
import { withSpeaker } from '../models/speaker-prefix.ts';
import { cutAnswer, cutReasons } from './endings.ts';

/** What a turn answers. */
export interface Transcript {
  /** Up to the message to answer. */
  messages: readonly UIMessage[];
  /** The texts of a message's mentions. */
  attached: (messageId: string) => readonly string[];
}

/** The transcript, with who said what to whom and the texts of mentions. */
export function promptOf({ messages, attached }: Transcript): UIMessage[] {
  const answers = new Map(messages.map((message) => [message.id, metadataOf(message)]));
  const continued = new Set([...answers.values()].flatMap((metadata) => metadata?.continues ?? []));
  return workLast(messages).flatMap((message) => {
    const { continues, author } = metadataOf(message) ?? {};
    if (continues !== undefined) {
      const ended = answers.get(continues)?.ended ?? 'failed';
      const text = continuationNote(cutReasons[ended], author?.name);
      return [{ ...message, parts: [{ type: 'text' as const, text }] }];
    }
    if (message.role === 'user') return [requestOf(message, attached)];
    const answer = answerOf(continued.has(message.id) ? cutAnswer(message) : message);
    // Nothing was said before it was cut off.
    return answer.parts.every(({ type }) => type === 'step-start') ? [] : [answer];
  });
}

const metadataOf = (message: UIMessage | undefined): MessageMetadata | undefined =>
  messageMetadataSchema.safeParse(message?.metadata).data;

/** The messages with the work that goes on at their end, even if others have asked for something meanwhile. */
function workLast(messages: readonly UIMessage[]): readonly UIMessage[] {
  const last = metadataOf(messages.at(-1));
  if (last?.continues === undefined) return messages;
  const requests = messages.flatMap((message) => (message.role === 'user' ? [metadataOf(message)] : []));
  const turns = new Set(turnsFrom(firstTurnOf(last.continues, requests), requests));
  const isOfWork = (message: UIMessage): boolean => turns.has(metadataOf(message)?.turn ?? '');
  return [...messages.filter((message) => !isOfWork(message)), ...messages.filter(isOfWork)];
}

function requestOf(message: UIMessage, attached: Transcript['attached']): UIMessage {
  const data = metadataOf(message);
  const name = data?.author.name ?? 'Someone';
  const toAgent = data?.turn !== undefined;
  const parts = message.parts.map((part) => {
    if (part.type !== 'text') return part;
    const text = toAgent ? withoutAgentName(withPlainPaths(part.text, data?.mentions)) : part.text;
    return { ...part, text: withSpeaker(text, { name, wordsBy: data?.wordsBy?.name, toAgent }) };
  });
  const texts = attached(message.id).map((text) => ({ type: 'text' as const, text }));
  return { ...message, parts: [...parts, ...texts] };
}

/**
 * An answer without the reasoning behind it, which no provider wants after the turn. The model is told what became of
 * it: otherwise it would go on as if its changes were there.
 */
function answerOf(answer: UIMessage): UIMessage {
  const message = { ...answer, parts: answer.parts.filter(({ type }) => type !== 'reasoning') };
  const data = metadataOf(message);
  const by = data?.undoneBy ?? data?.partlyUndoneBy;
  if (!by) return message;
  const paths = data?.files?.map(({ path }) => JSON.stringify(path)).join(', ');
  const what = data?.undoneBy ? 'what' : 'some of what';
  const text = `(${visibleLine(by.name)} has undone ${what} this turn changed${paths ? `: ${paths}` : ''}.)`;
  return { ...message, parts: [...message.parts, { type: 'text', text }] };
}

/** Replaces mentions of files with their paths: `run @main.ts` means `run main.ts`. */
function withPlainPaths(text: string, mentions: readonly StoredMention[] = []): string {
  let plain = text;
  for (const { mention, label } of mentions) {
    if (mention.kind === 'file') plain = plain.replaceAll(`@${label}`, label);
  }
  return plain;
}
