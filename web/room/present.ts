import type { Awareness } from 'y-protocols/awareness';
import { type Presence, presenceSchema } from '../../shared/presence.ts';
import type { Role, User } from '../../shared/roles.ts';

/** One open page of a person, or the agent. */
export interface Present extends Presence {
  clientId: number;
  self: boolean;
}

/** The highest role of a person's open pages comes first. */
const rank = { owner: 0, editor: 1, viewer: 2 } as const;

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

/** One entry per person with the highest role of their pages, oneself first, without the agent. */
export function onePerPerson(present: readonly Present[], self: User): Present[] {
  const people = new Map<string, Present>();
  for (const one of present) {
    if (one.user.kind === 'agent') continue;
    const before = people.get(one.user.id);
    const shown = one.self || !before ? one : before;
    people.set(one.user.id, { ...shown, role: higher(before?.role, one.role) });
  }
  return [...people.values()].sort(
    (a, b) => Number(b.user.id === self.id) - Number(a.user.id === self.id) || a.clientId - b.clientId,
  );
}

const higher = (a: Role | undefined, b: Role | undefined): Role | undefined =>
  a && b ? (rank[a] <= rank[b] ? a : b) : (a ?? b);
