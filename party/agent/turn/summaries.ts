import type { UIMessage } from 'ai';
import type { MessageMetadata } from '../../../shared/chat.ts';
import { firstTurnOf, turnsFrom } from '../../../shared/continuations.ts';
import { newUlid } from '../../../shared/ids.ts';
import { agentUser } from '../../../shared/roles.ts';
import type { Summary } from '../models/context-window.ts';
import { isRequest, metadataOf } from './messages.ts';

/** The summaries of a conversation are messages of its transcript, each before the first message that it does not take in. */

export const summaryIn = (message: UIMessage | undefined): MessageMetadata['summary'] =>
  metadataOf(message)?.summary;

/** Without the summaries that a turn has made: one that goes on after a kill has the prompt that it began with. */
export const withoutSummariesOf = (messages: readonly UIMessage[], turn: string): readonly UIMessage[] =>
  messages.filter((message) => summaryIn(message)?.turn !== turn);

/** An answer from its step number `steps`, counted from 0. */
export function withoutSteps(answer: UIMessage, steps = 0): UIMessage {
  const starts = answer.parts.flatMap(({ type }, at) => (type === 'step-start' ? [at] : []));
  return { ...answer, parts: answer.parts.slice(steps === 0 ? 0 : (starts[steps] ?? 0)) };
}

/**
 * How many tokens the provider counts for each estimated one, as of the last reply of this model.
 */
export function scaleIn(messages: readonly UIMessage[], model: string): number | undefined {
  const last = messages.map(metadataOf).findLast((metadata) => metadata?.context?.scale !== undefined);
  return last?.model === model ? last.context?.scale : undefined;
}

/** How many messages of people and of the agent there are. */
export const countMessages = (messages: readonly UIMessage[]): number =>
  messages.filter((message) => summaryIn(message) === undefined).length;

/** What a prompt is made of. */
interface SinceSummary {
  /** The last summary, if there is one. */
  summary: UIMessage | undefined;
  /** What it does not take in, in the order in which a model is told it. */
  rest: UIMessage[];
}

/**
 * The last summary and what comes after it. The work that goes on is at the end, even if others have asked for something
 * meanwhile; its request is told even if the summary takes it in.
 */
export function sinceSummary(messages: readonly UIMessage[]): SinceSummary {
  const at = messages.findLastIndex((message) => summaryIn(message) !== undefined);
  const summary = messages[at];
  const rest = messages.slice(at + 1);
  const { continues } = metadataOf(messages.at(-1)) ?? {};
  if (continues === undefined) return { summary, rest };
  const requests = messages.flatMap((message) => (message.role === 'user' ? [metadataOf(message)] : []));
  const turns = new Set(turnsFrom(firstTurnOf(continues, requests), requests));
  const isOfWork = (message: UIMessage): boolean => turns.has(metadataOf(message)?.turn ?? '');
  const request = messages.slice(0, Math.max(0, at)).filter((each) => isOfWork(each) && isRequest(each));
  const [others, work] = [rest.filter((each) => !isOfWork(each)), rest.filter(isOfWork)];
  return { summary, rest: [...others, ...request, ...work] };
}

/**
 * The message for a summary that a turn has made; undefined where the transcript has no place for it, because an answer
 * goes on that was cut off. Then only this turn uses it.
 * @param messages what the turn was given
 */
export function summaryOfTurn(
  messages: readonly UIMessage[],
  turn: { id: string; model: string },
  { text, requests, steps, goesOn, tokensBefore, tokensAfter }: Summary,
): UIMessage | undefined {
  const { summary: last, rest } = sinceSummary(messages);
  const kept = rest.filter(isRequest)[requests];
  if (!kept) throw new Error('a summary takes in the request that is being answered');
  const isInOrder = messages[(last ? messages.indexOf(last) + 1 : 0) + rest.indexOf(kept)] === kept;
  if (!isInOrder || (steps > 0 && goesOn)) return undefined;
  const before = messages.slice(0, messages.indexOf(kept));
  const summary = { messages: countMessages(before), turn: turn.id, steps, tokensBefore, tokensAfter };
  // Messages are sorted by time, and times are whole.
  const at = (metadataOf(kept)?.at ?? Date.now()) - 0.5;
  return summaryMessage(text, { at, model: turn.model, summary });
}

export const summaryMessage = (
  text: string,
  metadata: Omit<MessageMetadata, 'author' | 'summary'> & Required<Pick<MessageMetadata, 'summary'>>,
): UIMessage => ({
  id: newUlid(),
  role: 'assistant',
  parts: [{ type: 'text', text }],
  metadata: { author: agentUser, ...metadata },
});
