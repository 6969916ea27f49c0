import type { SeededRandom } from '../random.ts';

/** Each line's words end in its number, so no two lines share a word. */
export const program = [
  'function main90() {',
  ...Array.from({ length: 10 }, (_, n) => `  const aa${n} = bb${n}(cc${n}, dd${n}); // ee${n} ff${n}`),
  '  return out91;',
  '}',
  '',
].join('\n');

/** A text that the agent means to replace. */
export interface Task {
  search: string;
  replace: string;
}

const kinds: readonly ((n: number) => Task)[] = [
  (n) => ({ search: `bb${n}(cc${n}, dd${n})`, replace: `nn${n}(bb${n}, await oo${n}(cc${n}), dd${n})` }),
  (n) => ({ search: `aa${n} = bb${n}`, replace: `pp${n} = qq${n}` }),
  (n) => ({
    search: `// ee${n} ff${n}`,
    replace: `// ee${n} ff${n}\n  rr${n}.ss${n}(tt${n}, 'and a few more words');`,
  }),
  (n) => ({ search: `  const aa${n} = bb${n}(cc${n}, dd${n}); // ee${n} ff${n}\n`, replace: '' }),
  (n) => ({
    search: `const aa${n} = bb${n}(cc${n}, dd${n}); // ee${n} ff${n}`,
    replace: `if (uu${n}) {\n    const aa${n} = bb${n}(dd${n});\n    // vv${n} ww${n} with quite some words that take a while to be typed\n  }`,
  }),
  (n) => ({ search: `  const aa${n} =`, replace: `  // xx${n} yy${n}\n  const aa${n} =` }),
];

/** A task in line `n`. */
export const taskIn = (n: number, random: SeededRandom): Task => random.pick(kinds)(n);

/** A command that does a task: it reads the file and writes it back. */
export const commandFor = ({ search, replace }: Task, path: string): string =>
  `text=$(cat ${path}); from=${quoted(search)}; to=${quoted(replace)}; printf '%s\\n' "\${text/"$from"/"$to"}" > ${path}`;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
