import type { PaletteEntry } from '../commands/palette-entries.ts';
import type { Follow } from '../presence/follow.ts';
import type { Room } from '../room/room.ts';
import { chooseContrast, chooseTheme, theme, themeNames, themeSchema } from '../theme.ts';

/** What the palette offers beside the commands: people to follow, and themes. */
export function moreEntries(room: Room, follow: Follow, onGoTo: () => void): PaletteEntry[] {
  const agent = room.agent();
  const others = [
    ...room.people().filter(({ user }) => user.id !== room.user().id),
    ...(agent ? [agent] : []),
  ];
  const followed = follow.followed()?.user.id;
  const people = others.map(({ user }): PaletteEntry => {
    const group = 'People';
    if (user.id === followed)
      return { id: `follow:${user.id}`, title: `Stop following ${user.name}`, group, run: follow.end };
    const run = (): void => {
      onGoTo();
      follow.start(user.id);
    };
    return { id: `follow:${user.id}`, title: `Follow ${user.name}`, group, run };
  });
  const themes = themeSchema.options
    .filter((choice) => choice !== theme().choice)
    .map((choice): PaletteEntry => ({
      id: `theme:${choice}`,
      title: `Theme: ${themeNames[choice]}`,
      group: 'Settings',
      run: () => chooseTheme(choice),
    }));
  const isMore = theme().contrastChoice === 'more';
  return [
    ...people,
    ...themes,
    {
      id: 'contrast',
      title: isMore ? 'Theme: contrast as the system' : 'Theme: high contrast',
      group: 'Settings',
      run: () => chooseContrast(isMore ? 'system' : 'more'),
    },
  ];
}
