import { transform } from 'sucrase';
import type { LoadedProgram } from './floor/index.ts';

/** Module name → source; `main.ts` is run. */
export type Program = Record<string, string>;

/** One short file that logs a line. */
export const oneFile: Program = {
  'main.ts': `export default async (): Promise<number> => {\n  console.log('first');\n  return 1;\n};\n`,
};

const parts = Array.from({ length: 9 }, (_, at) => at);

/** Ten files of TypeScript, about 1,000 lines. */
export const tenFiles: Program = {
  'main.ts': `${parts.map((at) => `import { sum${at} } from './part${at}.ts';`).join('\n')}
export default async (): Promise<number> => {
  console.log('first');
  return ${parts.map((at) => `sum${at}(1)`).join(' + ')};
};
`,
  ...Object.fromEntries(parts.map((at) => [`part${at}.ts`, partOf(at)])),
};

function partOf(at: number): string {
  const functions = Array.from(
    { length: 20 },
    (_, n) => `function step${n}(item: Item, by = ${n}): Item {
  if (item.kind === Kind.Small && by > 10) return { ...item, size: item.size + by };
  for (const name of item.names) if (name.length > by) return { kind: Kind.Large, size: name.length, names: [] };
  return { ...item, names: [...item.names, \`step \${by} of ${at}\`] };
}`,
  );
  return `enum Kind { Small, Large }
interface Item { kind: Kind; size: number; names: string[] }
${functions.join('\n')}
export function sum${at}(from: number): number {
  const steps: ((item: Item) => Item)[] = [${Array.from({ length: 20 }, (_, n) => `(item) => step${n}(item)`).join(', ')}];
  return steps.reduce((item, step) => step(item), { kind: Kind.Small, size: from, names: [] } as Item).size;
}
`;
}

/** The same program, as if someone had edited each of its files since. */
export const edited = (program: Program, round: number): Program =>
  Object.fromEntries(Object.entries(program).map(([name, source]) => [name, `${source}// ${round}\n`]));

const computing = (body: string): Program => ({
  'main.ts': `export default async (): Promise<number> => {\n  console.log('first');\n${body}\n};\n`,
});

/**
 * Programs that only compute, with more or less work per iteration: the guard is called in every iteration
 * and function.
 */
export const computations: Record<string, Program> = {
  strings: computing(`  let text = '';
  for (let i = 0; i < 400_000; i++) text = (text + 'word ' + i).slice(-2_000).toUpperCase().toLowerCase();
  return text.length;`),
  callbacks: computing(`  let total = 0;
  for (let round = 0; round < 40; round++)
    total += Array.from({ length: 100_000 }, (_, i) => i).map((i) => String(i)).filter((s) => s.endsWith('7')).length;
  return total;`),
  'sort of objects': computing(`  let seed = 1;
  const items = Array.from({ length: 200_000 }, () => ({ key: (seed = (seed * 16_807) % 2_147_483_647) }));
  for (let round = 0; round < 3; round++) items.sort((a, b) => (round % 2 ? a.key - b.key : b.key - a.key));
  return items[0]!.key;`),
  'fib, recursive': computing(`  const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2));
  return fib(35);`),
  sieve: computing(`  let count = 0;
  for (let round = 0; round < 8; round++) {
    const out = new Uint8Array(5_000_000);
    for (let i = 2; i < out.length; i++) {
      if (out[i]) continue;
      count++;
      for (let j = i * 2; j < out.length; j += i) out[j] = 1;
    }
  }
  return count;`),
};

/** A program that prints this many lines, one after the other. */
export const logging = (lines: number): Program => ({
  'main.ts': `export default async (): Promise<void> => {
  for (let i = 0; i < ${lines}; i++) console.log('line', i, 'of a program that says much');
};
`,
});

/** The same program for the floor: stripped of types, with its lines kept and returned at the end. */
export const asLoaded = (program: Program): LoadedProgram => ({
  mainModule: 'floor.js',
  modules: {
    ...Object.fromEntries(
      Object.entries(program).map(([name, source]) => [
        name,
        { js: transform(source, { transforms: ['typescript'] }).code },
      ]),
    ),
    'floor.js': {
      js: `import run from './main.ts';
const lines = [];
console.log = (...words) => void lines.push(words.join(' '));
export default { fetch: async () => new Response(lines.join('\\n') + (await run({}))) };
`,
    },
  },
});
