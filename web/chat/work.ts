import type { MessageMetadata } from '../../shared/chat.ts';
import { firstTurnOf, turnsFrom } from '../../shared/continuations.ts';
import type { Coder } from '../coder/coder.ts';

type Transcript = Pick<Coder, 'messageIds' | 'message' | 'agentState'>;

/** What people's messages say about turns, oldest first. */
const requestsIn = ({
  messageIds,
  message,
}: Pick<Transcript, 'messageIds' | 'message'>): (MessageMetadata & { id: string })[] =>
  messageIds().flatMap((id) => {
    const { role, metadata } = message(id) ?? {};
    return role === 'user' && metadata?.turn !== undefined ? [{ ...metadata, id }] : [];
  });

interface Work {
  /** The id of the request that a turn works on, by turn; also of a turn that goes on with an earlier one. */
  requestOf: ReadonlyMap<string, string>;
  /** The turns with which another one has gone on, or waits to. */
  continued: ReadonlySet<string>;
}

export function workIn(transcript: Transcript): Work {
  const requests = requestsIn(transcript);
  const started = new Map(requests.map(({ turn = '', id }) => [turn, id]));
  return {
    requestOf: new Map(
      requests.flatMap(({ turn = '' }) => {
        const id = started.get(firstTurnOf(turn, requests));
        return id === undefined ? [] : [[turn, id]];
      }),
    ),
    continued: new Set(
      [...requests, ...(transcript.agentState()?.queue ?? [])].flatMap(({ continues }) => continues ?? []),
    ),
  };
}

/** The turns that answer a request, in order. */
export function answersTo(transcript: Transcript, requestId: string): string[] {
  const turn = transcript.message(requestId)?.metadata?.turn;
  return turn === undefined ? [] : turnsFrom(turn, requestsIn(transcript));
}
