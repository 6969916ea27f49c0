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
  /** How many first steps of answers in `rest` it takes in, by their ids. */
  steps: ReadonlyMap<string, number>;
}

/**
 * The last summary and what it does not take in. The work that goes on is at the end, even if others have asked for
 * something meanwhile; its request is told even if the summary takes it in.
 */
export function sinceSummary(messages: readonly UIMessage[]): SinceSummary {
  const at = messages.findLastIndex((message) => summaryIn(message) !== undefined);
  const summary = messages[at];
  const { turn, steps: ownSteps = 0, besides = [] } = summaryIn(summary) ?? {};
  const spared = besides.flatMap(({ id }) => messages.find((message) => message.id === id) ?? []);
  const rest = [...spared, ...messages.slice(at + 1)];
  const counts = [...besides, { id: turn, steps: ownSteps }];
  const steps = new Map(counts.flatMap(({ id, steps: count = 0 }) => (id && count > 0 ? [[id, count]] : [])));
  const { continues } = metadataOf(messages.at(-1)) ?? {};
  if (continues === undefined) return { summary, rest, steps };
  const requests = messages.flatMap((message) => (message.role === 'user' ? [metadataOf(message)] : []));
  const turns = new Set(turnsFrom(firstTurnOf(continues, requests), requests));
  const isOfWork = (message: UIMessage): boolean => turns.has(metadataOf(message)?.turn ?? '');
  const request = messages
    .slice(0, Math.max(0, at))
    .filter((each) => isOfWork(each) && isRequest(each) && !rest.includes(each));
  const [others, work] = [rest.filter((each) => !isOfWork(each)), rest.filter(isOfWork)];
  return { summary, rest: [...others, ...request, ...work], steps };
}

/**
 * The message for a summary that a turn has made. Where an answer goes on that was cut off, no place in the transcript
 * has before it just what the summary takes in: then it stands right before the turn's own answer, and names the rest.
 * @param messages what the turn was given
 */
export function summaryOfTurn(
  messages: readonly UIMessage[],
  turn: { id: string; model: string },
  { text, requests, parts, steps, tokensBefore, tokensAfter }: Summary,
): UIMessage {
  const { rest, steps: stepsBefore } = sinceSummary(messages);
  const kept = rest.filter(isRequest)[requests];
  if (!kept) throw new Error('a summary takes in the request that is being answered');
  const told = rest.slice(rest.indexOf(kept));
  const goesOn = told.some((message) => metadataOf(message)?.continues !== undefined);
  const tail = messages.slice(messages.indexOf(kept));
  const isInOrder =
    tail.length === told.length &&
    tail.every((message, at) => message === told[at] && !stepsBefore.has(message.id));
  const counts = { turn: turn.id, tokensBefore, tokensAfter };
  if (isInOrder && !(goesOn && parts + steps > 0)) {
    const before = messages.slice(0, messages.indexOf(kept));
    const summary = { messages: countMessages(before), steps, ...counts };
    // Messages are sorted by time, and times are whole.
    const at = (metadataOf(kept)?.at ?? Date.now()) - 0.5;
    return summaryMessage(text, { at, model: turn.model, summary });
  }
  const { besides, own } = sparedBy({ parts, steps }, told, stepsBefore);
  const whole = besides.filter(({ steps: count }) => count === undefined).length;
  const summary = { messages: countMessages(messages) - whole, steps: own, besides, ...counts };
  const at = (metadataOf(messages.at(-1))?.at ?? Date.now()) + 0.5;
  return summaryMessage(text, { at, model: turn.model, summary });
}

/**
 * What a summary leaves of messages that a turn was told, the last of which lets the answer to the first one go on.
 * @param taken how many parts of this answer, and steps of the next one, the summary takes in
 * @param before as in {@link SinceSummary}
 * @returns `own`: how many of the steps are of the turn itself
 */
function sparedBy(
  taken: { parts: number; steps: number },
  told: readonly UIMessage[],
  before: ReadonlyMap<string, number>,
): { besides: { id: string; steps?: number }[]; own: number } {
  const partEnds = told.flatMap((message, at) => (metadataOf(message)?.continues === undefined ? [] : [at]));
  const firstPart = partEnds[taken.parts - 1] ?? 0;
  const isOwn = taken.parts === partEnds.length;
  const besides = told.flatMap((message, at) => {
    if (at > 0 && at <= firstPart) return [];
    const isBegun = at > firstPart && at < (partEnds[taken.parts] ?? 0) && message.role === 'assistant';
    const steps = (before.get(message.id) ?? 0) + (isBegun ? taken.steps : 0);
    if (steps >= Math.max(1, stepsIn(message))) return [];
    return [steps > 0 ? { id: message.id, steps } : { id: message.id }];
  });
  return { besides, own: isOwn ? taken.steps : 0 };
}

const stepsIn = ({ parts }: UIMessage): number => parts.filter(({ type }) => type === 'step-start').length;

export const summaryMessage = (
  text: string,
  metadata: Omit<MessageMetadata, 'author' | 'summary'> & Required<Pick<MessageMetadata, 'summary'>>,
): UIMessage => ({
  id: newUlid(),
  role: 'assistant',
  parts: [{ type: 'text', text }],
  metadata: { author: agentUser, ...metadata },
});
