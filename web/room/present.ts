import type { Awareness } from 'y-protocols/awareness';
import { type Presence, presenceSchema } from '../../shared/presence.ts';
import type { User } from '../../shared/roles.ts';

/** One open page of a person, or the agent. */
export interface Present extends Presence {
  clientId: number;
  self: boolean;
}

/** Presence states by identity: a changed state is a new object, so each is parsed once. */
const readStates = new WeakMap<object, Presence | undefined>();

function readState(state: object): Presence | undefined {
  if (!readStates.has(state)) readStates.set(state, presenceSchema.safeParse(state).data);
  return readStates.get(state);
}

/** Everyone whose presence can be read, one entry per open page. */
export function presentIn(awareness: Awareness): Present[] {
  const present: Present[] = [];
  for (const [clientId, state] of awareness.getStates()) {
    const read = readState(state);
    if (read) present.push({ ...read, clientId, self: clientId === awareness.clientID });
  }
  return present;
}

/** One entry per person, oneself first, without the agent. */
export function onePerPerson(present: readonly Present[], self: User): Present[] {
  const people = new Map<string, Present>();
  for (const one of present) {
    if (one.user.kind === 'agent') continue;
    if (one.self || !people.has(one.user.id)) people.set(one.user.id, one);
  }
  return [...people.values()].sort(
    (a, b) => Number(b.user.id === self.id) - Number(a.user.id === self.id) || a.clientId - b.clientId,
  );
}
