import { programCommands, shellCommands } from '../../shared/shell-commands.ts';
import { shellOptions } from '../../shared/shell-options.ts';

/** A line being edited, and its caret. */
export interface EditedLine {
  text: string;
  caret: number;
}

export interface Completed extends EditedLine {
  /** All matches, as they are shown; a folder ends in `/`, and an option that takes a value in `=`. */
  candidates: readonly string[];
}

/** The word before the caret, as a shell reads it. */
interface Word {
  /** Its text, without quotes and backslashes. */
  value: string;
  /** The quote that is open at its end. */
  quote: '' | "'" | '"';
  /** Whether it is in the position of a command. */
  isCommand: boolean;
  /** Whether it may be an option of that command. */
  isOption: boolean;
  /** The command that it is an argument of. */
  command: string;
}

const commands: readonly string[] = [...new Set([...shellCommands, ...programCommands])].toSorted();

/** Words that are followed by another command. */
const beforeCommand = new Set(
  '! { if then else elif while until do time command exec env xargs which type help'.split(' '),
);

/** Completes the word before the caret by the common prefix of all matches. A single match is also closed off. */
export function complete({ text, caret }: EditedLine, cwd: string, paths: readonly string[]): Completed {
  const word = wordBefore(text.slice(0, caret));
  const { start, fitting } = matchesOf(word, cwd, paths);
  const common = commonStart(fitting);
  const isOne = fitting.length === 1;
  const isOpen = common.endsWith('/') || common.endsWith('=');
  const more = fitting.length === 0 ? '' : quoted(common.slice(start.length), word.quote);
  const isEnded = isOne && !isOpen;
  // Skip a closing quote that is there already.
  const isClosed = isEnded && word.quote !== '' && text[caret] === word.quote;
  const rest = text.slice(isClosed ? caret + 1 : caret);
  const ending = isEnded ? word.quote + (rest.startsWith(' ') ? '' : ' ') : '';
  const before = text.slice(0, caret) + more + ending;
  return { text: before + rest, caret: before.length, candidates: fitting };
}

/** What the word may become, and how much of that is there. */
function matchesOf(
  word: Word,
  cwd: string,
  paths: readonly string[],
): { start: string; fitting: readonly string[] } {
  const { value } = word;
  if (word.isCommand && !value.includes('/'))
    return { start: value, fitting: commands.filter((name) => name.startsWith(value)) };
  if (word.isOption)
    return { start: value, fitting: shellOptions(word.command).filter((name) => name.startsWith(value)) };
  const start = value.slice(value.lastIndexOf('/') + 1);
  return { start, fitting: namesIn(folderOf(word, cwd), paths).filter((name) => fits(name, start, word)) };
}

function fits(name: string, start: string, { command }: Word): boolean {
  if (!name.startsWith(start) || (name.startsWith('.') && !start.startsWith('.'))) return false;
  return command !== 'cd' || name.endsWith('/');
}

/** The absolute path of the folder that a path is in, without a trailing slash. */
function folderOf({ value, quote }: Word, cwd: string): string {
  const folder = value.slice(0, value.lastIndexOf('/') + 1);
  const from = quote === '' && folder.startsWith('~/') ? `/work/${folder.slice(2)}` : folder;
  const names: string[] = [];
  for (const name of `${from.startsWith('/') ? '' : `${cwd}/`}${from}`.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.map((name) => `/${name}`).join('');
}

/** The names in a folder, sorted. `/tmp` is private to each command, so its names are unknown. */
function namesIn(folder: string, paths: readonly string[]): string[] {
  if (folder === '') return ['tmp/', 'work/'];
  const names = new Set<string>();
  const above = `${folder}/`;
  for (const path of paths) {
    const whole = `/work/${path}`;
    if (!whole.startsWith(above)) continue;
    const [name = '', ...below] = whole.slice(above.length).split('/');
    names.add(below.length > 0 ? `${name}/` : name);
  }
  return [...names].toSorted();
}

function commonStart([first = '', ...rest]: readonly string[]): string {
  // By code points, so that no surrogate pair is split.
  const characters = Array.from(first);
  let length = characters.length;
  for (const other of rest) {
    const others = Array.from(other);
    const at = characters.findIndex((character, index) => index >= length || character !== others[index]);
    length = Math.min(length, at === -1 ? length : at);
  }
  return characters.slice(0, length).join('');
}

function quoted(text: string, quote: Word['quote']): string {
  if (quote === "'") return text.replaceAll("'", String.raw`'\''`);
  if (quote === '"') return text.replace(/["\\$`]/g, String.raw`\$&`);
  return text.replace(/[\s!"#$&'()*;<>?[\\\]^`{|}~]/g, String.raw`\$&`);
}

const assignment = /^[A-Za-z_]\w*=/;

function wordBefore(text: string): Word {
  let word: string | undefined;
  let quote: Word['quote'] = '';
  let isCommand = true;
  let command = '';
  /** The word is the file of a redirection; after it, the command continues. */
  let isFile = false;
  /** After `--` come no options. */
  let hasOptions = true;
  const end = (): void => {
    if (word === '--') hasOptions = false;
    if (word !== undefined && isCommand && !isFile) {
      isCommand = assignment.test(word) || beforeCommand.has(word);
      command = word;
    }
    if (word !== undefined) isFile = false;
    word = undefined;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '' && character === quote) quote = '';
    else if (character === '\\' && quote !== "'") word = (word ?? '') + (text[++at] ?? '');
    else if (quote !== '') word = (word ?? '') + character;
    else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) end();
    else if (character === '<' || character === '>') {
      // In `2>`, the number is not a word.
      if (/^\d+$/.test(word ?? '')) word = undefined;
      else end();
      isFile = true;
    } else if (character === '&' && (text[at + 1] === '>' || '<>'.includes(text[at - 1] ?? ' '))) end();
    else if ('|&;(`'.includes(character)) {
      end();
      isCommand = true;
      isFile = false;
      hasOptions = true;
    } else word = (word ?? '') + character;
  }
  const isOption = hasOptions && !isFile && word?.startsWith('-') === true;
  return {
    value: word ?? '',
    quote,
    isCommand: isCommand && !isFile,
    isOption,
    command: isFile ? '' : command,
  };
}
