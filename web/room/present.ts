import type { Awareness } from 'y-protocols/awareness';
import { type Presence, presenceSchema } from '../../shared/presence.ts';
import { isSameAuthor, type Role, type User } from '../../shared/roles.ts';

/** One open page of a person, or the agent. */
export interface Present extends Presence {
  clientId: number;
  self: boolean;
}

/** Who is here and in which file, wherever their cursor is. */
export type Attendee = Pick<Present, 'clientId' | 'self' | 'user' | 'role' | 'file' | 'status'>;

/** The highest role of a person's open pages comes first. */
const rank = { owner: 0, editor: 1, viewer: 2 } as const;

/** Presence states by identity: a changed state is a new object, so each is parsed once. */
const readStates = new WeakMap<object, Presence | undefined>();

function readState(state: object): Presence | undefined {
  if (!readStates.has(state)) readStates.set(state, presenceSchema.safeParse(state).data);
  return readStates.get(state);
}

/** Everyone whose presence can be read, one entry per open page; oneself without a selection, as the editor has it. */
export function presentIn(awareness: Awareness): Present[] {
  const present: Present[] = [];
  for (const [clientId, state] of awareness.getStates()) {
    const read = readState(state);
    const self = clientId === awareness.clientID;
    if (read) present.push({ ...read, ...(self ? { selection: null } : {}), clientId, self });
  }
  return present;
}

/** One entry per person with the highest role of their pages, oneself first, without the agent. */
export function onePerPerson(present: readonly Attendee[], self: User): Attendee[] {
  const people = new Map<string, Attendee>();
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

export const withoutSelection = ({ clientId, self, user, role, file, status }: Present): Attendee => ({
  clientId,
  self,
  user,
  role,
  file,
  status,
});

export const isSameAttendee = (a: Attendee, b: Attendee): boolean =>
  isSameAuthor(a.user, b.user) &&
  a.role === b.role &&
  a.file === b.file &&
  a.status === b.status &&
  a.self === b.self;

/** A state is parsed once, so an unchanged one has the same selection. */
export const isSamePresent = (a: Present, b: Present): boolean =>
  isSameAttendee(a, b) && a.selection === b.selection;

/** `now` with each entry of `before` that is the same, so that what shows it does not render again. */
export function keepSame<T extends Attendee>(
  before: readonly T[],
  now: readonly T[],
  isSame: (a: T, b: T) => boolean,
): readonly T[] {
  const byId = new Map(before.map((one) => [one.clientId, one]));
  const kept = now.map((one) => {
    const old = byId.get(one.clientId);
    return old && isSame(old, one) ? old : one;
  });
  return kept.length === before.length && kept.every((one, i) => one === before[i]) ? before : kept;
}
