import type { Command } from './forms.ts';

type Groups = Record<string, string | undefined>;

/** One wording of a form. `isText`: a dot at its end belongs to it. */
export interface Pattern {
  pattern: RegExp;
  isText?: true;
  build: (groups: Groups) => Command;
}

const quoted = String.raw`"[^"]+"|'[^']+'|\`[^\`]+\`|“[^”]+”`;
const path = String.raw`(?<path>${quoted}|[^\s:,"'\`“]+)`;
const file = String.raw`(?:the\s+)?(?:file\s+)?${path}`;
const to = String.raw`(?<to>${quoted}|\S+)`;
const lines = String.raw`(?:the\s+)?lines?\s+(?<from>\d+)(?:\s*(?:to|until|through|and|-|–)\s*(?<till>\d+))?`;
const inFile = String.raw`in\s+${file}\s*,?:?\s+`;
const swap = String.raw`(?<search>${quoted}|.+?)\s+(?:with|by|to)\s+`;
const replacing = String.raw`(?:replace|change)\s+`;
const removing = String.raw`(?:delete|remove|cut)\s+`;

const filePath = (groups: Groups): string => unquote(groups['path'] ?? '').replace(/[.,!?]+$/, '');
const target = (groups: Groups): string => unquote(groups['to'] ?? '');
const text = (groups: Groups): string => textOf(groups['text'] ?? '');
const line = (groups: Groups): number => Number(groups['line']);
const span = (groups: Groups): { from: number; to: number } => {
  const from = Number(groups['from']);
  return { from, to: Number(groups['till'] ?? from) };
};
const swapped = (groups: Groups): { search: string; replace: string } => ({
  search: unquote(groups['search'] ?? ''),
  replace: unquote(sentenceEnd(groups['replace'] ?? '')),
});
const of = (source: string): RegExp => new RegExp(`^${source}$`, 'is');

function plain(name: 'listIn' | 'read' | 'createEmpty' | 'delete' | 'run', source: string): Pattern {
  return { pattern: of(source), build: (groups) => ({ do: name, path: filePath(groups) }) };
}

function texts(name: 'create' | 'append' | 'prepend', source: string): Pattern {
  return {
    pattern: of(`${source}(?<text>.*)`),
    isText: true,
    build: (groups) => ({ do: name, path: filePath(groups), text: text(groups) }),
  };
}

function word(name: 'list' | 'status' | 'undo' | 'help', source: string): Pattern {
  return { pattern: of(`(?:${source})`), build: () => ({ do: name }) };
}

function swaps(name: 'replace' | 'replaceAll', source: string): Pattern {
  return {
    pattern: of(source),
    isText: true,
    build: (groups) => ({ do: name, path: filePath(groups), ...swapped(groups) }),
  };
}

function inserts(name: 'insertBefore' | 'insertAfter', where: string): Pattern[] {
  const at = String.raw`(?:insert|add|put)\s+${where}\s+line\s+(?<line>\d+)`;
  return [`${inFile}${at}`, String.raw`${at}\s+(?:of|in)\s+${file}`].map((source) => ({
    pattern: of(String.raw`${source}\s*:(?<text>.*)`),
    isText: true,
    build: (groups) => ({ do: name, path: filePath(groups), line: line(groups), text: text(groups) }),
  }));
}

/** Tried in this order: the first match counts. */
export const patterns: readonly Pattern[] = [
  word('help', 'help|what can you do|commands'),
  { pattern: /^help\s+(?:with\s+|about\s+)?(?<about>\w+)$/i, build: helpAbout },
  word('status', String.raw`(?:show\s+)?(?:the\s+)?status|how are things`),
  word('undo', String.raw`undo(?:\s+(?:that|it|this|your last turn|the last turn))?|take (?:that|it) back`),
  word(
    'list',
    String.raw`(?:list|ls|show)(?:\s+me)?(?:\s+all)?(?:\s+the)?(?:\s+files)?|(?:what|which)\s+files\b.*`,
  ),
  plain(
    'listIn',
    String.raw`(?:list|ls|show)(?:\s+me)?(?:\s+all)?(?:\s+the)?(?:\s+files)?\s+(?:in|of|under|like)\s+(?:the\s+)?(?:folder\s+)?${path}`,
  ),
  plain('listIn', String.raw`(?:list|ls)\s+(?<path>\S*[*?/]\S*)`),
  {
    pattern: of(
      String.raw`(?:read|open|show|cat|view|print)\s+(?:me\s+)?${lines}\s+(?:of|in|from)\s+${file}`,
    ),
    build: (groups) => ({ do: 'readLines', path: filePath(groups), ...span(groups) }),
  },
  plain(
    'createEmpty',
    String.raw`(?:(?:create|make)\s+(?:an?\s+)?(?:new,?\s+)?empty|touch)\s+(?:file\s+)?(?:called\s+|named\s+)?${path}`,
  ),
  texts(
    'create',
    String.raw`(?:create|make|write)\s+(?:an?\s+)?(?:new\s+)?(?:file\s+)?(?:called\s+|named\s+)?${path}\s*(?::|\s+with(?:\s+the)?(?:\s+text|\s+content)?\s*:?)`,
  ),
  texts('append', String.raw`(?:append|add)\s+to\s+(?:the\s+end\s+of\s+)?${file}\s*:`),
  texts('prepend', String.raw`(?:prepend|add)\s+to\s+(?:the\s+(?:top|start|beginning)\s+of\s+)?${file}\s*:`),
  ...inserts('insertBefore', '(?:before|above)'),
  ...inserts('insertAfter', '(?:after|below)'),
  ...[`${inFile}${replacing}${lines}`, String.raw`${replacing}${lines}\s+(?:of|in)\s+${file}`].map(
    (source): Pattern => ({
      pattern: of(String.raw`${source}\s+(?:with|by|to)\s*:?(?<text>.*)`),
      isText: true,
      build: (groups) => ({
        do: 'replaceLines',
        path: filePath(groups),
        ...span(groups),
        text: text(groups),
      }),
    }),
  ),
  ...[`${inFile}${removing}${lines}`, String.raw`${removing}${lines}\s+(?:of|in|from)\s+${file}`].map(
    (source): Pattern => ({
      pattern: of(source),
      build: (groups) => ({ do: 'deleteLines', path: filePath(groups), ...span(groups) }),
    }),
  ),
  {
    pattern: of(
      String.raw`${replacing}${swap}(?<replace>${quoted}|.+?)\s+(?:everywhere|in\s+all\s+files)[.!]?`,
    ),
    build: (groups) => ({ do: 'replaceEverywhere', ...swapped(groups) }),
  },
  {
    pattern: of(
      String.raw`rename\s+(?<search>${quoted}|\S+)\s+to\s+(?<replace>${quoted}|\S+)\s+(?:everywhere|in\s+all\s+files)[.!]?`,
    ),
    build: (groups) => ({ do: 'renameEverywhere', ...swapped(groups) }),
  },
  swaps('replaceAll', String.raw`${inFile}${replacing}(?:all|every|each)\s+${swap}(?<replace>${quoted}|.*)`),
  swaps(
    'replaceAll',
    String.raw`${replacing}(?:all|every|each)\s+${swap}(?<replace>${quoted}|.+?)\s+in\s+${file}`,
  ),
  swaps('replace', String.raw`${inFile}${replacing}${swap}(?<replace>${quoted}|.*)`),
  swaps('replace', String.raw`${replacing}${swap}(?<replace>${quoted}|.+?)\s+in\s+${file}`),
  plain('delete', String.raw`(?:delete|remove|rm)\s+${file}`),
  {
    pattern: of(
      String.raw`(?:move|mv)\s+${file}\s+(?:to|into|in)\s+(?:the\s+)?(?:folder\s+)?(?<to>"[^"]+/"|[^\s"]+/)`,
    ),
    build: (groups) => ({ do: 'moveInto', path: filePath(groups), to: target(groups) }),
  },
  {
    pattern: of(String.raw`(?:rename|move|mv)\s+${file}\s+(?:to|as|into)\s+${to}`),
    build: (groups) => ({ do: 'rename', path: filePath(groups), to: target(groups) }),
  },
  {
    pattern: of(String.raw`(?:copy|cp|duplicate)\s+${file}\s+(?:to|as|into)\s+${to}`),
    build: (groups) => ({ do: 'copy', path: filePath(groups), to: target(groups) }),
  },
  plain('run', String.raw`(?:run|execute|start)\s+${file}(?:\s+again)?`),
  {
    pattern: of(
      String.raw`(?:run|execute|start)\s+${file}\s+with\s+(?:the\s+)?(?:arguments?\s+|args\s+)?(?<args>.+)`,
    ),
    build: (groups) => ({ do: 'runWith', path: filePath(groups), args: shellWords(groups['args'] ?? '') }),
  },
  {
    pattern: of(String.raw`(?:bash|sh|\$)\s*:?\s+(?<command>.+)`),
    isText: true,
    build: (groups) => ({ do: 'bash', command: textOf(groups['command'] ?? '').replace(/\n$/, '') }),
  },
  {
    pattern: of(String.raw`(?:fetch|get|download|read|open|curl)\s+(?<url>https?://\S+)`),
    build: (groups) => ({ do: 'fetch', url: groups['url'] ?? '' }),
  },
  {
    pattern: of(
      String.raw`(?:search|find|grep)\s+(?:for\s+)?(?<search>${quoted}|.+?)\s+in\s+(?<path>${quoted}|\S*[*?./]\S*)`,
    ),
    build: (groups) => ({ do: 'searchIn', search: unquote(groups['search'] ?? ''), path: filePath(groups) }),
  },
  {
    pattern: of(String.raw`(?:search|find|grep)\s+(?:for\s+)?(?<search>.+)`),
    isText: true,
    build: (groups) => ({ do: 'search', search: unquote(groups['search'] ?? '') }),
  },
  plain('read', String.raw`(?:read|open|show|cat|view|print)\s+(?:me\s+)?${file}`),
];

function helpAbout(groups: Groups): Command {
  return { do: 'helpAbout', about: (groups['about'] ?? '').toLowerCase() };
}

/** `"b".` is `"b"` and the end of a sentence; an unquoted `b.` may well mean the dot. */
const sentenceEnd = (raw: string): string => raw.replace(/^(["'`“].*["'`”])\s*[.!]$/s, '$1');

function textOf(raw: string): string {
  const fence = /^\s*```[^\n]*\n(?<body>.*?)\n?```\s*$/s.exec(raw)?.groups?.['body'];
  if (fence !== undefined) return `${fence}\n`;
  const said = unquote(raw.replace(/^[ \t]*\n?/, '').trimEnd());
  return said === '' || said.endsWith('\n') ? said : `${said}\n`;
}

/** Splits words as a shell does, but knows quotes only. */
const shellWords = (raw: string): string[] =>
  (raw.match(new RegExp(String.raw`${quoted}|\S+`, 'g')) ?? []).map(unquote);

function unquote(raw: string): string {
  const said = raw.trim();
  return new RegExp(`^(?:${quoted})$`, 's').test(said) ? said.slice(1, -1) : said;
}
