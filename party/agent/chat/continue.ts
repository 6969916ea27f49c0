import type { UIMessage } from 'ai';
import type { MessageMetadata, Queued } from '../../../shared/chat.ts';
import { canGoOn, firstTurnOf, turnsFrom } from '../../../shared/continuations.ts';
import { TandemError } from '../../../shared/errors.ts';
import { metadataOf } from '../turn/messages.ts';
import type { OpenTurn } from './chat-host.ts';

/** The chat as far as it decides whether a turn can go on. */
interface Conversation {
  messages: readonly UIMessage[];
  queue: readonly Queued[];
  /** The current turn. */
  open: OpenTurn | undefined;
}

const requestsIn = (messages: readonly UIMessage[]): (MessageMetadata | undefined)[] =>
  messages.flatMap((message) => (message.role === 'user' ? [metadataOf(message)] : []));

/** @throws TandemError `not_found`, `conflict` unless this turn was cut off, is the last of its work and does not go on yet */
export function assertCanGoOn(turn: string, { messages, queue, open }: Conversation): void {
  if (open?.id === turn)
    throw new TandemError('conflict', 'The agent is still working on this. Stop it, or wait until it ends.');
  const answer = messages.find(({ id, role }) => id === turn && role === 'assistant');
  if (!answer) throw new TandemError('not_found', 'This answer is not in the transcript.');
  const requests = requestsIn(messages);
  const first = firstTurnOf(turn, requests);
  if (turnsFrom(first, requests).at(-1) !== turn)
    throw new TandemError('conflict', 'This went on already: only its last answer can go on.');
  if (queue.some(({ continues }) => continues === turn) || open?.message.continues === turn)
    throw new TandemError('conflict', 'This is already waiting to go on.');
  const asked = messages.find((message) => message.role === 'user' && metadataOf(message)?.turn === first);
  if (queue.some(({ replaces }) => replaces !== undefined && replaces === asked?.id))
    throw new TandemError('conflict', 'This is already queued to be asked again.');
  const ended = metadataOf(answer)?.ended;
  if (!canGoOn(ended))
    throw new TandemError(
      'conflict',
      ended === undefined
        ? 'This answer came to its end by itself. Ask for more.'
        : 'The rest of this answer was withheld, and would be again. Ask in other words.',
    );
}

/** The mode of the message that a turn answers. */
export const modeOf = (turn: string, messages: readonly UIMessage[]): MessageMetadata['mode'] =>
  requestsIn(messages).find((request) => request?.turn === turn)?.mode;

/** The request that a message which only let the agent go on belongs to, or the message itself. */
export function requestOf(messages: readonly UIMessage[], message: UIMessage): UIMessage | undefined {
  const { continues } = metadataOf(message) ?? {};
  if (continues === undefined) return message;
  const first = firstTurnOf(continues, requestsIn(messages));
  return messages.find((each) => each.role === 'user' && metadataOf(each)?.turn === first);
}

/** All messages of a request: itself, its answers, and what let them go on. */
export function workOf(messages: readonly UIMessage[], requestId: string): UIMessage[] {
  const request = messages.find(({ id }) => id === requestId);
  const turn = metadataOf(request)?.turn;
  if (!request || turn === undefined) return request ? [request] : [];
  const turns = new Set(turnsFrom(turn, requestsIn(messages)));
  return messages.filter((message) => turns.has(metadataOf(message)?.turn ?? ''));
}
