import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, Findings } from './lib/bench.ts';
import { machine } from './lib/machine.ts';
import { printTable } from './lib/table.ts';

/**
 * `npm run bench` runs every bench; `npm run bench -- NAME [flags]` runs one. A bench is loaded only when it
 * runs.
 */
const benches: Record<string, () => Promise<{ bench: Bench }>> = {
  room: () => import('./room/bench.ts'),
  edits: () => import('./edits/bench.ts'),
  runs: () => import('./runs/bench.ts'),
  page: () => import('./page/bench.ts'),
  flood: () => import('./flood/bench.ts'),
  scale: () => import('./scale/bench.ts'),
};

const results = path.join(import.meta.dirname, 'results');

/** The flags in `rest` are not read here: each bench parses its own. */
const [wanted, ...rest] = process.argv.slice(2);
if (wanted === '--help') await help();
else if (wanted === undefined) for (const name of Object.keys(benches)) await run(name, []);
else await run(wanted, rest);

async function run(name: string, args: string[]): Promise<void> {
  const load = benches[name];
  if (!load) throw new Error(`There is no bench ${name}; there are: ${Object.keys(benches).join(', ')}.`);
  const { bench } = await load();
  const flags = { ...parseArgs({ args, options: bench.flags, strict: true }).values } as Record<
    string,
    string | boolean | undefined
  >;
  const on = machine();
  const startedAt = new Date();
  console.log(`\n# ${name}\n\n${startedAt.toISOString().slice(0, 10)}, ${on.line}\n`);
  const findings = await bench.run(flags);
  for (const table of findings.tables) console.log(printTable(table));
  for (const note of findings.notes) console.log(`- ${note}`);
  console.log(`\nAll figures: ${path.relative(process.cwd(), save(name, startedAt, on, flags, findings))}`);
}

function save(name: string, startedAt: Date, on: object, flags: object, findings: Findings): string {
  mkdirSync(results, { recursive: true });
  const file = path.join(results, `${name}-${startedAt.toISOString().replaceAll(':', '')}.json`);
  const { notes, data } = findings;
  const all = { bench: name, startedAt: startedAt.toISOString(), machine: on, flags, notes, data };
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  return file;
}

async function help(): Promise<void> {
  for (const [name, load] of Object.entries(benches)) {
    const { bench } = await load();
    const flags = Object.keys(bench.flags).map((flag) => `--${flag}`);
    console.log(`${name}: ${bench.about}\n  ${flags.join(' ')}`);
  }
}
