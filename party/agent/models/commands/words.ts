import type { ToolOutput } from '../../../../shared/tools.ts';
import { commandForms, commandGroups, type FormName, formsAbout } from './forms.ts';

/** What the built-in command model says. */

const connecting =
  'To ask in your own words, connect a language model: set `OPENAI_API_KEY` or `ANTHROPIC_API_KEY` and start the server again. `OPENAI_BASE_URL` and `OPENAI_MODEL` name any other server that speaks OpenAI’s API.';

export const join = (...texts: string[]): string => texts.filter((text) => text !== '').join('\n\n');

export const lines = (count: number): string => (count === 1 ? '1 line' : `${count} lines`);
const fileCount = (count: number): string => (count === 1 ? 'one file' : `${count} files`);

/** One line for each group, with its most common forms. */
const card = (): string =>
  Object.values(commandGroups)
    .map(
      ({ title, shown }) =>
        `- **${title}** ${shown.map((name) => `\`${commandForms[name].form}\``).join(' · ')}`,
    )
    .join('\n');

export const help = (): string =>
  join(
    'No language model is connected, so I follow commands:',
    card(),
    'Join several with `then`. `help edit`, or any other word, shows more with examples; `help model` says how to connect a model.',
  );

export function helpAbout(word: string): string {
  if (word === 'model' || word === 'models') return connecting;
  const names = formsAbout(word);
  if (names.length === 0) return `No command is about “${word}”. \`help\` shows what there is.`;
  return names
    .map((name) => `- \`${commandForms[name].form}\`, for example \`${commandForms[name].example}\``)
    .join('\n');
}

export const undo =
  'I cannot undo a turn myself. Use **Undo this turn** under its reply, or `/undo` for the last one.';

/** The answer to a request that fits none of the forms. */
export function notUnderstood(said: string, nearest: FormName, meant: string | undefined): string {
  if (meant !== undefined) return `I did not understand “${said}”. Did you mean \`${meant}\`?`;
  const { form, example } = commandForms[nearest];
  return join(
    `I did not understand “${said}”. Without a language model I only follow commands:`,
    card(),
    nearest === 'help'
      ? ''
      : `The nearest is \`${form}\`${form === example ? '' : `, for example \`${example}\``}.`,
    'To ask in your own words, start the server with `OPENAI_API_KEY` or `ANTHROPIC_API_KEY` set (`help model`).',
  );
}

export function files(list: ToolOutput<'listFiles'>['files'], none: string, beginning: string): string {
  if (list.length === 0) return none;
  return `${beginning} ${fileCount(list.length)}:\n\n${list.map(({ path }) => `- ${path}`).join('\n')}`;
}

export function status(list: ToolOutput<'listFiles'>['files']): string {
  const all = list.reduce((sum, file) => sum + file.lines, 0);
  return join(
    `The room has ${fileCount(list.length)} with ${lines(all)}.`,
    'No language model is connected.',
  );
}

const fenced = (text: string): string => {
  const fence = text.includes('```') ? '````' : '```';
  return `${fence}\n${text.replace(/\n$/, '')}\n${fence}`;
};

export function text(
  { path, text: content, lines: count, note }: ToolOutput<'readFile'>,
  range?: { from: number; to: number },
): string {
  if (!range) return join(`${path}, ${lines(count)}:`, fenced(content), note ?? '');
  const { from } = range;
  const to = Math.min(range.to, count);
  const which = from === to ? `line ${from}` : `lines ${from} to ${to}`;
  return join(`${path}, ${which} of ${count}:`, fenced(content));
}

/** When there is nothing else to say: what was done is on the cards of the tool calls. */
export const done = 'Done.';

export function edited({ path, added, removed, created, note }: ToolOutput<'editFile'>): string {
  const isSame = !created && added === 0 && removed === 0;
  return join(isSame ? `${path} already says that, nothing to change.` : '', note ?? '');
}

export function found(pattern: string, { matches, note }: ToolOutput<'search'>): string {
  if (matches.length === 0) return join(`“${pattern}” was not found.`, note ?? '');
  const places = matches.map((match) => `${match.path}:${match.line}: ${match.text}`).join('\n');
  const count = matches.length === 1 ? 'one place' : `${matches.length} places`;
  return join(`“${pattern}” is in ${count}:`, fenced(places), note ?? '');
}

export function ran({ state, output, resultText, error, changed, note }: ToolOutput<'run'>): string {
  const after = [listed(changed ?? []), note ?? ''];
  const printed = output === '' ? 'No output.' : fenced(output);
  if (state === 'succeeded') {
    const result = resultText === undefined ? '' : `Result: \`${resultText}\``;
    return join(printed, result, ...after);
  }
  const line = error?.line === undefined ? '' : `:${error.line}`;
  const where = error?.file === undefined ? '' : ` (${error.file}${line})`;
  const message = error === undefined ? '' : ` ${error.message}${where}`;
  return join(`The run ${state === 'stopped' ? 'was stopped' : 'failed'}.${message}`, printed, ...after);
}

const listed = (changed: readonly string[]): string => changed.map((each) => `- ${each}`).join('\n');

export function commanded({ stdout, stderr, exitCode, changed, note }: ToolOutput<'bash'>): string {
  const said = `${stdout}${stderr}`;
  return join(
    exitCode === 0 ? '' : `Exit code ${exitCode}.`,
    said === '' ? 'No output.' : fenced(said),
    listed(changed),
    note ?? '',
  );
}

export const fetched = ({ url, status: code, text: body, note }: ToolOutput<'fetch'>): string =>
  join(`${url} answered ${code}:`, fenced(body), note ?? '');
