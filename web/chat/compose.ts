import { namesAgent, type Mention } from '../../shared/chat.ts';
import type { User } from '../../shared/roles.ts';
import type { Run } from '../../shared/run.ts';
import { matchPaths } from '../ui/match-paths.ts';
import { labelsIn, nameAt, wordMention } from './message-spans.ts';

/** What a message can mention. */
export interface Targets {
  /** Whether the agent can be asked: if not, neither it nor commands are offered. */
  agent: boolean;
  /** Everyone else who is here or has written. */
  people: readonly Pick<User, 'id' | 'name'>[];
  paths: readonly string[];
  /** The selected lines in the editor. */
  selection: Extract<Mention, { kind: 'selection' }> | undefined;
  /** Newest first. */
  runs: readonly Pick<Run, 'runId' | 'number' | 'entry'>[];
}

export interface Suggestion {
  kind: 'agent' | 'person' | 'file' | 'selection' | 'output' | 'command';
  /** The text to insert when it is accepted. */
  insert: string;
  label: string;
  detail: string;
}

export interface Completion {
  /** The range of the text that a suggestion replaces. */
  from: number;
  to: number;
  suggestions: Suggestion[];
}

export const commands = [
  { name: 'run', detail: 'Runs a file, or what the Run button would' },
  { name: 'undo', detail: 'Undoes the last turn’s changes to files' },
  { name: 'compact', detail: 'Summarises the conversation for the model; add what to keep' },
  { name: 'clear', detail: 'Clears the chat for everyone' },
  { name: 'help', detail: 'Shows what you can write here' },
] as const;
export type CommandName = (typeof commands)[number]['name'];

const maxSuggestions = 8;
const mentionStart = /(?<![\w@])@([^\s@]*)$/;
const commandStart = /^\/(\w*)$/;
const runStart = /^\/run\s+(\S*)$/;

/** The completions at the caret, if an incomplete mention or command is there. */
export function completionAt(text: string, caret: number, targets: Targets): Completion | undefined {
  const found = suggestionsAt(text, caret, targets);
  const begun = found && text.slice(found.from, found.to);
  return found?.suggestions.some(({ insert }) => insert === begun) ? undefined : found;
}

function suggestionsAt(text: string, caret: number, targets: Targets): Completion | undefined {
  const before = text.slice(0, caret);
  const command = commandStart.exec(before)?.[1];
  if (command !== undefined && targets.agent) return completion(0, caret, commandSuggestions(command));
  const file = runStart.exec(before)?.[1];
  if (file !== undefined && targets.agent) {
    return completion(caret - file.length, caret, fileSuggestions(targets.paths, file, ''));
  }
  const mention = mentionStart.exec(before)?.[1];
  if (mention === undefined) return undefined;
  return completion(caret - mention.length - 1, caret, mentionSuggestions(mention, targets));
}

function completion(from: number, to: number, suggestions: Suggestion[]): Completion | undefined {
  return suggestions.length === 0
    ? undefined
    : { from, to, suggestions: suggestions.slice(0, maxSuggestions) };
}

const commandSuggestions = (begun: string): Suggestion[] =>
  commands
    .filter(({ name }) => name.startsWith(begun.toLowerCase()))
    .map(({ name, detail }) => ({ kind: 'command', insert: `/${name}`, label: `/${name}`, detail }));

const fileSuggestions = (paths: readonly string[], begun: string, sign: string): Suggestion[] =>
  matchPaths(paths, begun)
    .filter(({ path }) => !/\s/.test(path))
    .map(({ path }) => ({ kind: 'file', insert: `${sign}${path}`, label: path, detail: '' }));

function mentionSuggestions(begun: string, { agent, people, paths, selection, runs }: Targets): Suggestion[] {
  const wanted = begun.toLowerCase();
  const isBegun = (label: string): boolean => label.toLowerCase().startsWith(wanted);
  const special: Suggestion[] = agent
    ? [{ kind: 'agent', insert: '@agent', label: 'agent', detail: 'Asks the agent' }]
    : [];
  for (const { name } of people) {
    if ([name, ...name.split(' ')].some(isBegun))
      special.push({ kind: 'person', insert: `@${name}`, label: name, detail: 'Draws their attention' });
  }
  if (selection) {
    const { path, from, to } = selection;
    special.push({
      kind: 'selection',
      insert: mentionOf(selection),
      label: 'selection',
      detail: `${path}, ${from === to ? `line ${from}` : `lines ${from}–${to}`}`,
    });
  }
  for (const { number, entry } of begun.startsWith('output') ? runs : runs.slice(0, 1)) {
    special.push({
      kind: 'output',
      insert: `@output-${number}`,
      label: begun.startsWith('output') ? `output-${number}` : 'output',
      detail: `Run ${number}, ${entry}`,
    });
  }
  return [
    ...special.filter(({ kind, label }) => kind === 'person' || isBegun(label)),
    ...fileSuggestions(paths, begun, '@'),
  ];
}

/** A selection as it is written in a message. */
export const mentionOf = ({ path, from, to }: Extract<Mention, { kind: 'selection' }>): string =>
  `@${path}:${from === to ? from : `${from}-${to}`}`;

/** The mentions in a text that refer to something that exists: a person, a file's path, `path:from-to` or `output-N`. */
export function mentionsIn(text: string, { people, paths, runs }: Omit<Targets, 'selection'>): Mention[] {
  const known = new Set(paths);
  const idOf = new Map(people.map(({ id, name }) => [name, id]));
  const names = [...idOf.keys()];
  const found = new Map<string, Mention>();
  for (const { index, 1: word = '' } of text.matchAll(wordMention)) {
    const name = nameAt(text, index + 1, names);
    const id = name === undefined ? undefined : idOf.get(name);
    if (name !== undefined && id !== undefined) {
      if (!found.has(name)) found.set(name, { kind: 'person', id, name });
      continue;
    }
    for (const label of labelsIn(word)) {
      const mention = readLabel(label, known, runs);
      if (mention && !found.has(label)) found.set(label, mention);
      if (mention) break;
    }
  }
  return [...found.values()];
}

function readLabel(label: string, paths: ReadonlySet<string>, runs: Targets['runs']): Mention | undefined {
  if (namesAgent(`@${label}`) && !paths.has(label)) return undefined;
  if (paths.has(label)) return { kind: 'file', path: label };
  const selected = /^(.+):(\d+)(?:-(\d+))?$/.exec(label);
  const [, path = '', from = '', to = from] = selected ?? [];
  if (paths.has(path) && Number(from) > 0 && Number(to) > 0) {
    return { kind: 'selection', path, from: Number(from), to: Number(to) };
  }
  const number = /^output-(\d+)$/.exec(label)?.[1];
  const run = runs.find((one) => String(one.number) === number);
  return run && { kind: 'output', runId: run.runId };
}

/** A command that the page carries out itself, or a word that looks like one but is not. */
export function readCommand(
  text: string,
): { name: CommandName; rest: string } | { unknown: string } | undefined {
  const [, word, rest = ''] = /^\/(\w+)(?:\s+([^]*))?$/.exec(text) ?? [];
  if (word === undefined) return undefined;
  const command = commands.find(({ name }) => name === word.toLowerCase());
  return command ? { name: command.name, rest: rest.trim() } : { unknown: `/${word}` };
}
