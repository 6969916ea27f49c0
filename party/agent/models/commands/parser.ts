import { type Command, commandForms, type FormName } from './forms.ts';
import { patterns } from './patterns.ts';
import { corrected, nearestForm } from './nearest-form.ts';

export type Parsed = { commands: Command[] } | NotUnderstood;

interface NotUnderstood {
  notUnderstood: string;
  nearest: FormName;
  /** The request with its one misspelt word corrected. */
  meant?: string;
}

const courtesy =
  /^(?:(?:@agent|agent|hi|hello|hey|please|ok|okay|now|first|then|and|could you|can you|would you|will you)\b[,:!]?\s*)+/i;
const verbs = [...new Set(Object.values(commandForms).flatMap((form) => form.verbs)), 'in', 'please'].join(
  '|',
);
/** Where one command ends and the next begins: a line break or a “then” with a verb behind it. */
const separator = new RegExp(
  String.raw`(?:\s*\n\s*|\s*[,;.]?\s+(?:and\s+)?then\s+)(?=(?:then\s+)?(?:${verbs})\b)`,
  'i',
);

/** Reads a message as commands; all of it must be understood. */
export function parseCommands(message: string): Parsed {
  const commands: Command[] = [];
  let rest = message.trim();
  while (rest !== '') {
    const { command, after } = nextCommand(rest);
    if (!command) return notUnderstood(rest);
    commands.push(command);
    rest = after;
  }
  return commands.length > 0 ? { commands } : { notUnderstood: '', nearest: 'help' };
}

/** Any words can follow these verbs, so a sentence with one word corrected is not taken for them. */
const takesAnyWords: ReadonlySet<FormName> = new Set(['search', 'searchIn', 'bash', 'fetch']);
const maxWordsOfThese = 5;

function notUnderstood(rest: string): NotUnderstood {
  const text = withoutEnd(rest.replace(courtesy, ''));
  const isSentence = text.split(/\s+/).length > maxWordsOfThese;
  const meant = corrected(text, (candidate) => {
    const command = parseOne(candidate);
    return command !== undefined && !(isSentence && takesAnyWords.has(command.do));
  });
  return {
    notUnderstood: firstLine(rest),
    nearest: (meant === undefined ? undefined : parseOne(meant)?.do) ?? nearestForm(text),
    ...(meant === undefined ? {} : { meant }),
  };
}

/** Splits off the first command, at the first unquoted separator: a later one may be part of a text. */
function nextCommand(text: string): { command: Command | undefined; after: string } {
  let from = 0;
  for (;;) {
    const found = separator.exec(text.slice(from));
    if (!found) return { command: parseOne(text), after: '' };
    const cut = from + found.index;
    const head = text.slice(0, cut);
    const after = text.slice(cut + found[0].length);
    const command = insideQuotes(head) ? undefined : parseOne(head);
    if (command && isCommandStart(after)) return { command, after };
    from = cut + found[0].length;
  }
}

/** A line of a text may begin with a verb (`open the door`): only a whole command ends the text before it. */
function isCommandStart(text: string): boolean {
  const found = separator.exec(text);
  return (
    parseOne(text) !== undefined || (found !== null && parseOne(text.slice(0, found.index)) !== undefined)
  );
}

function insideQuotes(head: string): boolean {
  const fences = head.split('```').length - 1;
  if (fences % 2 === 1) return true;
  const plain = head.replaceAll('```', '');
  return (plain.split('"').length - 1) % 2 === 1 || (plain.split('`').length - 1) % 2 === 1;
}

function parseOne(raw: string): Command | undefined {
  const text = raw.trim().replace(courtesy, '');
  for (const { pattern, isText, build } of patterns) {
    // Texts keep their last dot; elsewhere it is the end of a sentence.
    const found = pattern.exec(isText ? text : withoutEnd(text));
    if (found) return build(found.groups ?? {});
  }
  return undefined;
}

const withoutEnd = (text: string): string => text.replace(/[\s,]*(?:please)?[\s.!?]*$/i, '');

const firstLine = (text: string): string => {
  const [line = ''] = text.split('\n');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
};
