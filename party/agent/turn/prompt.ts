import type { UIMessage } from 'ai';
import { type StoredMention, messageMetadataSchema, withoutAgentName } from '../../../shared/chat.ts';
import { visibleLine } from '../../../shared/hidden.ts';
import { withSpeaker } from '../models/speaker-prefix.ts';

/** What a turn answers. */
export interface Transcript {
  /** Up to the message to answer. */
  messages: readonly UIMessage[];
  /** The texts of a message's mentions. */
  attached: (messageId: string) => readonly string[];
}

/** The transcript, with who said what to whom and the texts of mentions. */
export function promptOf({ messages, attached }: Transcript): UIMessage[] {
  return messages.map((message) =>
    message.role === 'user' ? requestOf(message, attached) : answerOf(message),
  );
}

function requestOf(message: UIMessage, attached: Transcript['attached']): UIMessage {
  const { data } = messageMetadataSchema.safeParse(message.metadata);
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
  const { data } = messageMetadataSchema.safeParse(message.metadata);
  if (!data?.undoneBy) return message;
  const paths = data.files?.map(({ path }) => JSON.stringify(path)).join(', ');
  const text = `(${visibleLine(data.undoneBy.name)} has undone what this turn changed${paths ? `: ${paths}` : ''}.)`;
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
