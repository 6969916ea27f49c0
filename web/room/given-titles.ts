/** Titles that people gave to rooms they have just created here, until the room's page has set them. */
const given = new Map<string, string>();

export const giveTitle = (room: string, title: string): void => void given.set(room, title);

/** @returns the title to set, once */
export function takeGivenTitle(room: string): string | undefined {
  const title = given.get(room);
  given.delete(room);
  return title;
}
