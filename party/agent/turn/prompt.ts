import type { UIMessage } from 'ai';
import { type StoredMention, withoutAgentName } from '../../../shared/chat.ts';
import { visibleLine } from '../../../shared/hidden.ts';
import { continuationNote } from '../models/continuation-note.ts';
import { withSpeaker } from '../models/speaker-prefix.ts';
import { summaryText, type TakenIn } from '../models/summary-text.ts';
import { cutAnswer, cutReasons } from './endings.ts';
import { isRequest, metadataOf, textIn } from './messages.ts';
import { sinceSummary, summaryIn, withoutSteps } from './summaries.ts';

/** What a turn answers. */
export interface Transcript {
  /** Up to the message to answer. */
  messages: readonly UIMessage[];
  /** The texts of a message's mentions. */
  attached: (messageId: string) => readonly string[];
}

/**
 * The transcript, with who said what to whom and the texts of mentions. The last summary stands for everything before it,
 * and for the first steps of an answer.
 */
export function promptOf({ messages, attached }: Transcript): UIMessage[] {
  const { summary, rest, steps } = sinceSummary(messages);
  const answers = new Map(messages.map((message) => [message.id, metadataOf(message)]));
  const continued = new Set([...answers.values()].flatMap((metadata) => metadata?.continues ?? []));
  const told = rest.flatMap((message) => {
    const { continues, author } = metadataOf(message) ?? {};
    if (continues !== undefined) {
      const { ended = 'failed', undoneBy, partlyUndoneBy } = answers.get(continues) ?? {};
      const isUndone = (undoneBy ?? partlyUndoneBy) !== undefined;
      const text = continuationNote(cutReasons[ended], author?.name, isUndone);
      return [{ ...message, parts: [{ type: 'text' as const, text }] }];
    }
    if (message.role === 'user') return [requestOf(message, attached)];
    const kept = withoutSteps(message, steps.get(message.id));
    const answer = answerOf(continued.has(message.id) ? cutAnswer(kept) : kept);
    // Nothing was said before it was cut off.
    return answer.parts.every(({ type }) => type === 'step-start') ? [] : [answer];
  });
  if (!summary) return told;
  const before = messages.slice(0, messages.indexOf(summary));
  const besides = summaryIn(summary)?.besides?.map(({ id }) => id) ?? [];
  const isForced = rest.some((message) => before.includes(message) && !besides.includes(message.id));
  const text = summaryText(textIn(summary), isForced ? 'all' : begunIn(rest, steps));
  const undone = before.flatMap((message) =>
    besides.includes(message.id) ? [] : (undoneNote(message) ?? []),
  );
  const parts = [text, ...undone].map((each) => ({ type: 'text' as const, text: each }));
  return [{ id: summary.id, role: 'user', parts }, ...told];
}

function begunIn(rest: readonly UIMessage[], steps: ReadonlyMap<string, number>): TakenIn {
  const begun = rest.findIndex(({ id }) => steps.has(id));
  if (begun < 0) return 'none';
  return rest.slice(0, begun).filter(isRequest).length === 1 ? 'next' : 'other';
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
  const text = undoneNote(message);
  // Texts in a row are sent as one.
  return text === undefined
    ? message
    : { ...message, parts: [...message.parts, { type: 'text', text: `\n\n${text}` }] };
}

function undoneNote(message: UIMessage): string | undefined {
  const data = metadataOf(message);
  const by = data?.undoneBy ?? data?.partlyUndoneBy;
  if (!by) return undefined;
  const paths = data?.files?.map(({ path }) => JSON.stringify(path)).join(', ');
  const who = visibleLine(by.name);
  if (data?.undoneBy) return `(${who} has undone what this turn changed${paths ? `: ${paths}` : ''}.)`;
  const where = paths ? `, in one or more of ${paths}` : '';
  return `(${who} has undone some of what this turn changed${where}. Read before you rely on it.)`;
}

/** Replaces mentions of files with their paths: `run @main.ts` means `run main.ts`. */
function withPlainPaths(text: string, mentions: readonly StoredMention[] = []): string {
  let plain = text;
  for (const { mention, label } of mentions) {
    if (mention.kind === 'file') plain = plain.replaceAll(`@${label}`, label);
  }
  return plain;
}
