import { paletteSize, type User } from '../shared/roles.ts';

/**
 * The colour of each person who is present, by user id. Everyone wishes for the colour of their `User`, which comes from
 * a hash and may be another's too. Who is first by id gets a wish that two have, the other the next colour that nobody
 * wished for or has: so every page that knows the same people gives the same colours, with nobody to ask.
 * From the ninth person on colours are shared.
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

function nextFree(wish: number, taken: ReadonlySet<number>): number {
  for (let step = 1; step < paletteSize; step++) {
    const colour = 1 + ((wish - 1 + step) % paletteSize);
    if (!taken.has(colour)) return colour;
  }
  return wish;
}

/** Who has which colour, of those who already have theirs. Empty when every colour is taken: then they are shared. */
export function holdersOf(others: Iterable<User>): ReadonlyMap<number, User> {
  const holders = new Map<number, User>();
  for (const user of others) if (!holders.has(user.color)) holders.set(user.color, user);
  return holders.size < paletteSize ? holders : new Map();
}
