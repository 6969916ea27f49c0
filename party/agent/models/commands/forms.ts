/** What the built-in command model can be asked for: its language, as data. */
export type Command =
  | { do: 'list' | 'status' | 'undo' | 'help' }
  | { do: 'helpAbout'; about: string }
  | { do: 'listIn' | 'read' | 'createEmpty' | 'delete' | 'run'; path: string }
  | { do: 'readLines' | 'deleteLines'; path: string; from: number; to: number }
  | { do: 'replaceLines'; path: string; from: number; to: number; text: string }
  | { do: 'insertBefore' | 'insertAfter'; path: string; line: number; text: string }
  | { do: 'create' | 'append' | 'prepend'; path: string; text: string }
  | { do: 'replace' | 'replaceAll'; path: string; search: string; replace: string }
  | { do: 'replaceEverywhere' | 'renameEverywhere'; search: string; replace: string }
  | { do: 'search'; search: string }
  | { do: 'searchIn'; search: string; path: string }
  | { do: 'rename' | 'moveInto' | 'copy'; path: string; to: string }
  | { do: 'runWith'; path: string; args: string[] }
  | { do: 'bash'; command: string }
  | { do: 'fetch'; url: string };
export type FormName = Command['do'];

export interface Form {
  /** How it is written, with capitals for what is to be filled in. */
  form: string;
  example: string;
  /** The words that suggest it: any one of `verbs`, and each of `more`. */
  verbs: readonly string[];
  more?: readonly string[];
}

const replaceVerbs = ['replace', 'change', 'substitute', 'fix', 'edit', 'update', 'swap'];
const showVerbs = ['read', 'show', 'open', 'view', 'print', 'cat', 'see', 'look'];

/** What `help` shows: a few forms of each group. `help GROUP` shows all of it. */
export const commandGroups = {
  look: {
    title: 'Look',
    shown: ['list', 'read', 'search'],
    all: ['list', 'listIn', 'status', 'read', 'readLines', 'search', 'searchIn'],
  },
  edit: {
    title: 'Edit',
    shown: ['create', 'append', 'replace', 'deleteLines'],
    all: [
      'create',
      'createEmpty',
      'append',
      'prepend',
      'insertBefore',
      'insertAfter',
      'replace',
      'replaceAll',
      'replaceLines',
      'replaceEverywhere',
      'renameEverywhere',
      'deleteLines',
      'undo',
    ],
  },
  files: {
    title: 'Files',
    shown: ['copy', 'rename', 'delete'],
    all: ['copy', 'rename', 'moveInto', 'delete'],
  },
  run: { title: 'Run', shown: ['run', 'bash', 'fetch'], all: ['run', 'runWith', 'bash', 'fetch'] },
} as const satisfies Record<string, { title: string; shown: readonly FormName[]; all: readonly FormName[] }>;

/** Every form, as help and `docs/commands.md` show them. */
export const commandForms: Record<FormName, Form> = {
  list: { form: 'list', example: 'list', verbs: ['list', 'ls', 'files'] },
  listIn: { form: 'list in FOLDER', example: 'list in src', verbs: ['list', 'ls', 'files'], more: ['in'] },
  status: { form: 'status', example: 'status', verbs: ['status', 'state'] },
  read: { form: 'read FILE', example: 'read src/main.ts', verbs: showVerbs },
  readLines: {
    form: 'read lines A to B of FILE',
    example: 'read lines 1 to 5 of src/main.ts',
    verbs: showVerbs,
    more: ['lines'],
  },
  search: { form: 'search TEXT', example: 'search TODO', verbs: ['search', 'find', 'grep', 'where'] },
  searchIn: {
    form: 'search TEXT in FILES',
    example: 'search TODO in src/**/*.ts',
    verbs: ['search', 'find', 'grep', 'where'],
    more: ['in'],
  },
  create: {
    form: 'create FILE: TEXT',
    example: 'create notes.md: buy milk',
    verbs: ['create', 'make', 'write', 'new'],
  },
  createEmpty: {
    form: 'create empty FILE',
    example: 'create empty notes.md',
    verbs: ['create', 'make', 'touch'],
    more: ['empty'],
  },
  append: {
    form: 'append to FILE: TEXT',
    example: 'append to notes.md: and bread',
    verbs: ['append', 'add'],
  },
  prepend: {
    form: 'prepend to FILE: TEXT',
    example: 'prepend to notes.md: # Notes',
    verbs: ['prepend'],
  },
  insertBefore: {
    form: 'in FILE insert before line N: TEXT',
    example: 'in notes.md insert before line 2: first',
    verbs: ['insert', 'put'],
    more: ['before'],
  },
  insertAfter: {
    form: 'in FILE insert after line N: TEXT',
    example: 'in notes.md insert after line 2: second',
    verbs: ['insert', 'put'],
  },
  replace: {
    form: 'in FILE replace A with B',
    example: 'in notes.md replace milk with cheese',
    verbs: replaceVerbs,
  },
  replaceAll: {
    form: 'in FILE replace all A with B',
    example: 'in notes.md replace all milk with cheese',
    verbs: replaceVerbs,
    more: ['all'],
  },
  replaceLines: {
    form: 'in FILE replace lines A to B with: TEXT',
    example: 'in notes.md replace lines 1 to 2 with: nothing',
    verbs: replaceVerbs,
    more: ['lines'],
  },
  replaceEverywhere: {
    form: 'replace A with B everywhere',
    example: 'replace "good morning" with "good night" everywhere',
    verbs: replaceVerbs,
    more: ['everywhere'],
  },
  renameEverywhere: {
    form: 'rename A to B everywhere',
    example: 'rename add to sum everywhere',
    verbs: ['rename'],
    more: ['everywhere'],
  },
  deleteLines: {
    form: 'in FILE delete lines A to B',
    example: 'in notes.md delete lines 1 to 2',
    verbs: ['delete', 'remove', 'cut'],
    more: ['lines'],
  },
  copy: {
    form: 'copy FILE to PATH',
    example: 'copy notes.md to old/notes.md',
    verbs: ['copy', 'duplicate', 'cp'],
  },
  rename: {
    form: 'rename FILE to PATH',
    example: 'rename notes.md to docs/notes.md',
    verbs: ['rename', 'mv'],
  },
  moveInto: {
    form: 'move FILE into FOLDER/',
    example: 'move notes.md into docs/',
    verbs: ['move', 'mv'],
  },
  delete: {
    form: 'delete FILE',
    example: 'delete notes.md',
    verbs: ['delete', 'remove', 'rm', 'trash'],
  },
  run: { form: 'run FILE', example: 'run main.ts', verbs: ['run', 'execute', 'start', 'test', 'output'] },
  runWith: {
    form: 'run FILE with ARGUMENTS',
    example: 'run main.ts with 3 "two words"',
    verbs: ['run', 'execute', 'start'],
    more: ['with'],
  },
  bash: {
    form: 'bash COMMAND',
    example: 'bash grep -rn TODO src',
    verbs: ['bash', 'sh', 'shell', 'terminal'],
  },
  fetch: {
    form: 'fetch URL',
    example: 'fetch https://registry.npmjs.org/yjs/latest',
    verbs: ['fetch', 'get', 'download', 'curl'],
  },
  undo: { form: 'undo', example: 'undo', verbs: ['undo', 'revert', 'back'] },
  help: { form: 'help', example: 'help', verbs: ['help', 'commands'] },
  helpAbout: { form: 'help WORD', example: 'help replace', verbs: ['help'] },
};

export const formNames = Object.keys(commandForms) as FormName[];

/** The forms that a word stands for: those of a group, or with the word in them. */
export function formsAbout(word: string): readonly FormName[] {
  const group = Object.entries(commandGroups).find(([name]) => name === word)?.[1];
  const named = formNames.filter((name) => {
    const { form, verbs } = commandForms[name];
    return verbs.includes(word) || form.toLowerCase().split(/\W+/).includes(word);
  });
  return [...new Set([...named, ...(group?.all ?? [])])];
}
