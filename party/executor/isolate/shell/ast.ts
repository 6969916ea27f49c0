/** What we read and build of just-bash's syntax trees. */
export interface Word {
  type: 'Word';
  parts: WordPart[];
}

export interface WordPart {
  type: string;
  value?: string;
}

export interface Assignment {
  name: string;
}

interface Redirection {
  operator: string;
  fd?: number | null;
}

export interface Command {
  type: string;
  name?: Word | null;
  args?: Word[];
  assignments?: Assignment[];
  redirections?: Redirection[];
  body?: Statement[];
  line?: number;
}

export interface Statement {
  type: 'Statement';
  pipelines: { type: 'Pipeline'; commands: Command[]; negated: boolean }[];
  operators: string[];
  background: boolean;
}

export const literal = (value: string): Word => ({ type: 'Word', parts: [{ type: 'Literal', value }] });

const quoted = (value: string): Word => ({ type: 'Word', parts: [{ type: 'SingleQuoted', value }] });

/** The text of a word that is one unquoted literal. */
export const literalOf = (word: Word | null | undefined): string | undefined =>
  word?.parts.length === 1 && word.parts[0]?.type === 'Literal' ? word.parts[0].value : undefined;

export const statement = (command: Command): Statement => ({
  type: 'Statement',
  pipelines: [{ type: 'Pipeline', commands: [command], negated: false }],
  operators: [],
  background: false,
});

export const simple = (name: Word | null, args: Word[] = [], assignments: Assignment[] = []): Command => ({
  type: 'SimpleCommand',
  name,
  args,
  assignments,
  redirections: [],
});

export const group = (commands: Command[]): Command => ({
  type: 'Group',
  body: commands.map(statement),
  redirections: [],
});

/** Commands that change the shell's own variables, and those that evaluate their arguments as assignments. */
const declaring = new Set(['declare', 'export', 'local', 'readonly', 'typeset']);

const withoutStdin = new Set(['If', 'For', 'CStyleFor', 'Case']);

/** A command after a `|`: just-bash gives only groups and loops of `while` what was piped to them. */
export const afterPipe = (command: Command): Command =>
  withoutStdin.has(command.type) ? group([command]) : command;

/** Whether `< FILE` is what a command reads: `wc` knows the size of a file before it counts. */
const isFromFile = (redirections: readonly Redirection[]): boolean =>
  redirections.findLast(({ operator, fd }) => operator.startsWith('<') && (fd ?? 0) === 0)?.operator === '<';

/**
 * A command as it is to be run: nothing follows `exec COMMAND`, and arrays that a declaration initialises are assigned by a
 * command of their own, which knows quotes and expansions.
 */
export function asRun(command: Command, arrays: Assignment[]): Command {
  const { name, args = [], redirections = [], line = 0 } = command;
  const called = literalOf(name);
  const [first] = args;
  if (called === 'wc' && isFromFile(redirections))
    return { ...command, args: [literal('--of-redirected-file'), ...args] };
  if (called === 'exec' && first && !(literalOf(first) ?? '').startsWith('-')) {
    const replaced = { ...command, name: first, args: args.slice(1) };
    return group([replaced, { ...simple(literal('exit')), line }]);
  }
  // `local` knows no `-A`, which `declare` does, and inside of a function it does the same.
  const isMap = called === 'local' && args.some((arg) => /^-\w*A/.test(literalOf(arg) ?? ''));
  const declaration = isMap ? { ...command, name: literal('declare') } : command;
  if (arrays.length === 0) return declaration;
  const assignment = { ...simple(null, [], arrays), line };
  const isFixed = called === 'readonly' || args.some((arg) => /^-\w*r/.test(literalOf(arg) ?? ''));
  return group(isFixed ? [assignment, declaration] : [declaration, assignment]);
}

type Expand = (word: Word) => Promise<{ values: string[] }>;

/** A command with assignments before it: its words are expanded before these take effect. */
export async function expandedBefore(command: Command, expand: Expand): Promise<Command> {
  const { name, args = [], assignments = [] } = command;
  if (!name || assignments.length === 0 || declaring.has(literalOf(name) ?? '')) return command;
  if (args.every((arg) => literalOf(arg) !== undefined)) return command;
  const expanded: Word[] = [];
  for (const arg of args) expanded.push(...(await expand(arg)).values.map(quoted));
  return { ...command, args: expanded };
}
