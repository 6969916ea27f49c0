/** One thing that the built-in command model can do. */
export type Command =
  | { do: 'list' }
  | { do: 'help' }
  | { do: 'read'; path: string }
  | { do: 'create'; path: string; text: string }
  | { do: 'replace'; path: string; search: string; replace: string }
  | { do: 'append'; path: string; text: string }
  | { do: 'delete'; path: string }
  | { do: 'rename'; path: string; to: string }
  | { do: 'run'; path: string };

export type Parsed = { commands: Command[] } | { notUnderstood: string; nearest: string };

/** How each command is written, as help shows it. */
export const commandForms = {
  list: 'list',
  read: 'read FILE',
  create: 'create FILE: TEXT',
  replace: 'in FILE replace A with B',
  append: 'append to FILE: TEXT',
  rename: 'rename FILE to PATH',
  delete: 'delete FILE',
  run: 'run FILE',
  help: 'help',
} as const satisfies Record<Command['do'], string>;

const quoted = String.raw`"[^"]+"|'[^']+'|\`[^\`]+\`|“[^”]+”`;
const path = String.raw`(?<path>${quoted}|[^\s:,"'\`“]+)`;
const file = String.raw`(?:the\s+)?(?:file\s+)?${path}`;

/** In this order: the first that fits is meant. */
const patterns: { do: Command['do']; pattern: RegExp }[] = [
  { do: 'help', pattern: /^(?:help|what can you do|commands)$/i },
  {
    do: 'list',
    pattern:
      /^(?:(?:list|ls|show)(?:\s+me)?(?:\s+all)?(?:\s+the)?(?:\s+files)?|(?:what|which)\s+files\b.*)$/i,
  },
  {
    do: 'create',
    pattern: new RegExp(
      String.raw`^(?:create|make|write)\s+(?:an?\s+)?(?:new\s+)?(?:file\s+)?(?:called\s+|named\s+)?${path}\s*(?::|\s+with(?:\s+the)?(?:\s+text|\s+content)?\s*:?)(?<text>.*)$`,
      'is',
    ),
  },
  { do: 'append', pattern: new RegExp(String.raw`^(?:append|add)\s+to\s+${file}\s*:(?<text>.*)$`, 'is') },
  {
    do: 'replace',
    pattern: new RegExp(
      String.raw`^in\s+${file}\s*,?:?\s+(?:replace|change)\s+(?<search>${quoted}|.+?)\s+(?:with|by|to)\s+(?<replace>${quoted}|.*)$`,
      'is',
    ),
  },
  {
    do: 'replace',
    pattern: new RegExp(
      String.raw`^(?:replace|change)\s+(?<search>${quoted}|.+?)\s+(?:with|by|to)\s+(?<replace>${quoted}|.+?)\s+in\s+${file}$`,
      'is',
    ),
  },
  { do: 'delete', pattern: new RegExp(String.raw`^(?:delete|remove|rm)\s+${file}$`, 'i') },
  {
    do: 'rename',
    pattern: new RegExp(
      String.raw`^(?:rename|move|mv)\s+${file}\s+(?:to|as|into)\s+(?<to>${quoted}|\S+)$`,
      'i',
    ),
  },
  { do: 'run', pattern: new RegExp(String.raw`^(?:run|execute|start)\s+${file}(?:\s+again)?$`, 'i') },
  {
    do: 'read',
    pattern: new RegExp(String.raw`^(?:read|open|show|cat|view|print)\s+(?:me\s+)?${file}$`, 'i'),
  },
];

const courtesy =
  /^(?:(?:@agent|agent|hi|hello|hey|please|ok|okay|now|first|then|and|could you|can you|would you|will you)\b[,:!]?\s*)+/i;
const verbs =
  'list|ls|show|read|open|cat|view|print|create|make|write|append|add|in|replace|change|delete|remove|rm|rename|move|mv|run|execute|start|help|please';
/** Where one command ends and the next begins: a line break or a “then” with a verb behind it. */
const joint = new RegExp(
  String.raw`(?:\s*\n\s*|\s*[,;.]?\s+(?:and\s+)?then\s+)(?=(?:then\s+)?(?:${verbs})\b)`,
  'i',
);

/** Reads a message as commands; all of it must be understood. */
export function parseCommands(message: string): Parsed {
  const commands: Command[] = [];
  let rest = message.trim();
  while (rest !== '') {
    const { command, after } = nextCommand(rest);
    if (!command) return { notUnderstood: firstLine(rest), nearest: nearestForm(rest) };
    commands.push(command);
    rest = after;
  }
  return commands.length > 0 ? { commands } : { notUnderstood: '', nearest: commandForms.help };
}

/** The longest cut that leaves commands on both sides is wrong for texts, so the first joint that is not quoted counts. */
function nextCommand(text: string): { command: Command | undefined; after: string } {
  let from = 0;
  for (;;) {
    const found = joint.exec(text.slice(from));
    if (!found) return { command: parseOne(text), after: '' };
    const cut = from + found.index;
    const head = text.slice(0, cut);
    const after = text.slice(cut + found[0].length);
    const command = insideQuotes(head) ? undefined : parseOne(head);
    if (command && isCommandStart(after)) return { command, after };
    from = cut + found[0].length;
  }
}

/** A line of a text may begin like a verb (`open the door`): only what can be read as a command ends the text before it. */
function isCommandStart(text: string): boolean {
  const found = joint.exec(text);
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
  for (const { do: name, pattern } of patterns) {
    // Texts keep their last dot; elsewhere it is the end of a sentence.
    const takesText = name === 'create' || name === 'append' || name === 'replace';
    const groups = pattern.exec(takesText ? text : withoutEnd(text))?.groups ?? {};
    const matched = pattern.test(takesText ? text : withoutEnd(text));
    if (matched) return build(name, groups);
  }
  return undefined;
}

const withoutEnd = (text: string): string => text.replace(/[\s,]*(?:please)?[\s.!?]*$/i, '');

function build(name: Command['do'], groups: Record<string, string>): Command {
  const filePath = unquote(groups['path'] ?? '').replace(/[.,!?]+$/, '');
  switch (name) {
    case 'list':
    case 'help':
      return { do: name };
    case 'read':
    case 'delete':
    case 'run':
      return { do: name, path: filePath };
    case 'rename':
      return { do: name, path: filePath, to: unquote(groups['to'] ?? '') };
    case 'create':
    case 'append':
      return { do: name, path: filePath, text: textOf(groups['text'] ?? '') };
    case 'replace':
    default:
      return {
        do: name,
        path: filePath,
        search: unquote(groups['search'] ?? ''),
        replace: unquote(sentenceEnd(groups['replace'] ?? '')),
      };
  }
}

/** `"b".` is `"b"` and the end of a sentence; an unquoted `b.` may well mean the dot. */
const sentenceEnd = (text: string): string => text.replace(/^(["'`“].*["'`”])\s*[.!]$/s, '$1');

function textOf(raw: string): string {
  const fence = /^\s*```[^\n]*\n(?<body>.*?)\n?```\s*$/s.exec(raw)?.groups?.['body'];
  if (fence !== undefined) return `${fence}\n`;
  const text = unquote(raw.replace(/^[ \t]*\n?/, '').trimEnd());
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function unquote(raw: string): string {
  const text = raw.trim();
  const inner = new RegExp(`^(?:${quoted})$`, 's').test(text) ? text.slice(1, -1) : text;
  return inner;
}

const firstLine = (text: string): string => {
  const [line = ''] = text.split('\n');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
};

/** The form that the words come nearest to. */
function nearestForm(text: string): string {
  const hints: [RegExp, string][] = [
    [/\b(?:delete|remove)\b/i, commandForms.delete],
    [/\b(?:rename|move)\b/i, commandForms.rename],
    [/\b(?:replace|change|instead|fix|edit|update)\b/i, commandForms.replace],
    [/\b(?:append|add|insert)\b/i, commandForms.append],
    [/\b(?:create|new|make|write)\b/i, commandForms.create],
    [/\b(?:run|execute|start|test|output)\b/i, commandForms.run],
    [/\b(?:read|show|open|see|look|what is in)\b/i, commandForms.read],
    [/\b(?:list|files)\b/i, commandForms.list],
  ];
  return hints.find(([pattern]) => pattern.test(text))?.[1] ?? commandForms.help;
}
