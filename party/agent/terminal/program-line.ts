/** A program that someone starts in the terminal: a file of the room, by its path in it. */
export interface ProgramLine {
  /** The command that it was asked of: `node`, `tsx`, … */
  name: string;
  entry: string;
  args: string[];
  env: Record<string, string>;
}

/** Why a line that asks for a program is none. */
export interface RefusedLine {
  stderr: string;
  exitCode: number;
}

/** Commands that run a file, each with the word that may, or must, stand before it. */
const runners: Readonly<Record<string, { verb?: string; isNeeded?: true }>> = {
  node: {},
  nodejs: {},
  tsx: {},
  'ts-node': {},
  deno: { verb: 'run', isNeeded: true },
  bun: { verb: 'run' },
};

/** Options that ask for what is so here in any case. */
const idle =
  /^(-A|--allow-[\w-]+(=.*)?|--no-check|--no-warnings|--enable-source-maps|--experimental-(strip|transform)-types)$/;

/**
 * The program that a line is, when it is nothing else: no pipe, no redirection, no second command, nothing that a shell
 * expands. All other lines are bash's.
 */
export function programOf(command: string, cwd: string): ProgramLine | RefusedLine | undefined {
  const words = plainWords(command);
  if (!words) return undefined;
  const env: Record<string, string> = {};
  while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) {
    const [name = '', ...value] = words.shift()?.split('=') ?? [];
    env[name] = value.join('=');
  }
  const name = words.shift() ?? '';
  const runner = Object.hasOwn(runners, name) ? runners[name] : undefined;
  if (!runner) return undefined;
  if (runner.verb !== undefined && words[0] === runner.verb) words.shift();
  else if (runner.isNeeded)
    return refused(`${name}: only \`${name} ${runner.verb} FILE\` is available here.`);
  while (idle.test(words[0] ?? '')) words.shift();
  const [file, ...args] = words;
  if (file === undefined) return refused(`${name}: say which file of the room: \`${name} FILE\`.`);
  if (file.startsWith('-')) {
    return refused(`${name}: the option ${file} is not available here. Give it a file of the room.`);
  }
  const path = new URL(encodeURI(file).replace(/[?#]/g, encodeURIComponent), `file://${encodeURI(cwd)}/`);
  const at = decodeURIComponent(path.pathname);
  if (!at.startsWith('/work/'))
    return refused(`${name}: ${at} is not a file of the room: those are in /work.`);
  return { name, entry: at.slice('/work/'.length), args, env };
}

const refused = (sentence: string): RefusedLine => ({ stderr: `${sentence}\n`, exitCode: 1 });

/** The words of a line that means the same without a shell; undefined for every other one. */
function plainWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  const piece = /\s+|'([^']*)'|"((?:[^"\\$`]|\\[^])*)"|\\([^])|([^\s'"\\|&;<>()$`*?[\]{}~#\n]+)/y;
  const text = line.trim();
  while (piece.lastIndex < text.length) {
    const found = piece.exec(text);
    if (!found || found[0].includes('\n')) return undefined;
    const [, single, double, escaped, bare] = found;
    const part = single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? bare;
    if (part !== undefined) word = (word ?? '') + part;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}
