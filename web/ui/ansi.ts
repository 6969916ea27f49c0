import Anser from 'anser';

/** A stretch of output in one style. */
export interface Span {
  text: string;
  /** Class names such as `ansi-red` and `ansi-bold`, styled by the page's CSS tokens. */
  classes: string[];
  /** Colours beyond the basic sixteen, as `rgb()`. */
  color?: string;
  background?: string;
}

// Operating system commands (titles, hyperlinks) and control sequences other than colour (cursor, clearing).
// oxlint-disable-next-line no-control-regex -- these are control sequences
const notColour = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b\[[0-9;?]*[A-Za-ln-z]|\u001b[^[\]]/g;

/** Parses output with ANSI colours into spans of plain text. Nothing in it becomes markup. */
export function readAnsi(raw: string): Span[] {
  if (!raw.includes('\u001b')) return raw === '' ? [] : [{ text: raw, classes: [] }];
  const entries = Anser.ansiToJson(raw.replace(notColour, ''), {
    json: true,
    use_classes: true,
    remove_empty: true,
  });
  return entries.map((entry) => {
    const color = colourOf(entry.fg, entry.fg_truecolor);
    const background = colourOf(entry.bg, entry.bg_truecolor);
    return {
      text: entry.content,
      classes: [
        ...classOf(entry.fg, ''),
        ...classOf(entry.bg, '-bg'),
        ...entry.decorations.map((name) => `ansi-${name}`),
      ],
      ...(color === undefined ? {} : { color }),
      ...(background === undefined ? {} : { background }),
    };
  });
}

const named = /^ansi-(?:bright-)?(?:black|red|green|yellow|blue|magenta|cyan|white)$/;

const classOf = (name: string | null, suffix: string): string[] =>
  name !== null && named.test(name) ? [`${name}${suffix}`] : [];

function colourOf(name: string | null, truecolor: string | null): string | undefined {
  const rgb = /^(\d{1,3}), ?(\d{1,3}), ?(\d{1,3})$/.exec(truecolor ?? '');
  if (rgb) return `rgb(${rgb[1]} ${rgb[2]} ${rgb[3]})`;
  const palette = /^ansi-palette-(\d{1,3})$/.exec(name ?? '');
  return palette ? paletteColour(Number(palette[1])) : undefined;
}

/** Colours 16–255 of the xterm palette: a 6 × 6 × 6 cube, then 24 greys. */
function paletteColour(index: number): string | undefined {
  if (index > 255) return undefined;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const cube = index - 16;
  const level = (n: number): number => (n === 0 ? 0 : 55 + n * 40);
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}

/** Output without its colours. */
export const withoutAnsi = (raw: string): string =>
  readAnsi(raw)
    .map(({ text }) => text)
    .join('');
