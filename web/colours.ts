import { paletteSize, type User } from '../shared/roles.ts';

/**
 * The colour of each person who is present, by user id. Everyone prefers the colour of their `User`, which comes from a
 * hash, so two people may prefer the same one. The first by id then gets it, the other the next colour that is neither
 * preferred nor taken. The result depends only on who is present, so all pages agree without talking to each other.
 * From the ninth person on, colours are shared.
 */
export function coloursOf(users: Iterable<User>): ReadonlyMap<string, number> {
  const people = new Map<string, User>();
  for (const user of users) if (user.kind === 'human') people.set(user.id, user);
  const inOrder = [...people.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

  const colours = new Map<string, number>();
  const taken = new Set<number>();
  const give = (user: User, colour: number): void => {
    colours.set(user.id, colour);
    taken.add(colour);
  };
  for (const user of inOrder) if (!taken.has(user.color)) give(user, user.color);
  for (const user of inOrder) if (!colours.has(user.id)) give(user, nextFree(user.color, taken));
  return colours;
}

export const isSameColours = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  a.size === b.size && [...a].every(([id, colour]) => b.get(id) === colour);

function nextFree(preferred: number, taken: ReadonlySet<number>): number {
  for (let step = 1; step < paletteSize; step++) {
    const colour = 1 + ((preferred - 1 + step) % paletteSize);
    if (!taken.has(colour)) return colour;
  }
  return preferred;
}

/** Who has which colour. Empty when every colour is taken, because then colours are shared. */
export function takenColours(others: Iterable<User>): ReadonlyMap<number, User> {
  const holders = new Map<number, User>();
  for (const user of others) if (!holders.has(user.color)) holders.set(user.color, user);
  return holders.size < paletteSize ? holders : new Map();
}
