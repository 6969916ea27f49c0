import * as z from 'zod/mini';
import { toolErrorSchema, type ToolName, type toolInputs, toolOutputs } from '../../../shared/tools.ts';
import type { Conversation } from './command-conversation.ts';
import { type Command, commandForms, parseCommands } from './command-parser.ts';

type Call = {
  [Name in ToolName]: { tool: Name; input: z.input<(typeof toolInputs)[Name]> };
}[ToolName];

export interface Step {
  text: string;
  call?: Call;
}

const noModel =
  'No language model is configured here, so I only understand fixed commands. To talk with a model, start the server with `OPENAI_API_KEY` or `ANTHROPIC_API_KEY` set (`OPENAI_BASE_URL` and `OPENAI_MODEL` for any other server that speaks OpenAI’s API).';

const help = [
  'I understand these commands, several at once with `then` or on lines of their own:',
  '',
  ...Object.values(commandForms).map((form) => `- \`${form}\``),
  '',
  noModel,
].join('\n');

/** What to say and do next: each command takes the tools' answers that belong to it, the first without one is due. */
export function nextStep({ request, results }: Conversation): Step {
  const parsed = parseCommands(request);
  if ('notUnderstood' in parsed) {
    return {
      text: `I did not understand “${parsed.notUnderstood}”. ${noModel}\n\nThe nearest I understand is \`${parsed.nearest}\`; \`help\` lists all.`,
    };
  }
  const open = [...results];
  let said = '';
  for (const [at, command] of parsed.commands.entries()) {
    const outcome = follow(command, open);
    if ('call' in outcome) return { text: join(said, outcome.text), call: outcome.call };
    said = outcome.text;
    if (outcome.failed) {
      const rest = parsed.commands.length - at - 1;
      return { text: rest === 0 ? said : `${said} The rest of the request was not done.` };
    }
  }
  return { text: said };
}

const join = (...texts: string[]): string => texts.filter((text) => text !== '').join('\n\n');

type Outcome = { text: string; call: Call } | { text: string; failed: boolean };

const done = (text: string): Outcome => ({ text, failed: false });
const failed = (text: string): Outcome => ({ text, failed: true });

/** Takes the answers to one command from `open`, and says what became of it or what is to be called. */
function follow(command: Command, open: unknown[]): Outcome {
  if (command.do === 'help') return done(help);
  const first = firstCall(command);
  if (open.length === 0) return { text: announce(command), call: first };
  const answer = open.shift();
  const problem = problemOf(answer);
  if (problem !== undefined) return failed(problem);
  switch (command.do) {
    case 'list':
      return done(sayFiles(answer));
    case 'read':
      return done(sayText(answer));
    case 'create':
    case 'replace':
      return sayEdit(answer);
    case 'append':
      return append(command, answer, open);
    case 'delete':
      return done(sayDeleted(answer));
    case 'rename':
      return done(sayRenamed(answer));
    case 'run':
    default:
      return sayRun(answer);
  }
}

function firstCall(command: Exclude<Command, { do: 'help' }>): Call {
  switch (command.do) {
    case 'list':
      return { tool: 'listFiles', input: {} };
    case 'read':
    case 'append':
      return { tool: 'readFile', input: { path: command.path } };
    case 'create':
      return { tool: 'writeFile', input: { path: command.path, content: command.text } };
    case 'replace': {
      const { path, search, replace } = command;
      return { tool: 'editFile', input: { path, edits: [{ search, replace }] } };
    }
    case 'delete':
      return { tool: 'deleteFile', input: { path: command.path } };
    case 'rename':
      return { tool: 'renameFile', input: { path: command.path, to: command.to } };
    case 'run':
    default:
      return { tool: 'run', input: { entry: command.path } };
  }
}

function announce(command: Exclude<Command, { do: 'help' }>): string {
  switch (command.do) {
    case 'list':
      return 'Listing the files.';
    case 'read':
      return `Reading ${command.path}.`;
    case 'create':
      return `Writing ${command.path}.`;
    case 'append':
    case 'replace':
      return `Editing ${command.path}.`;
    case 'delete':
      return `Deleting ${command.path}.`;
    case 'rename':
      return `Renaming ${command.path}.`;
    case 'run':
    default:
      return `Running ${command.path}.`;
  }
}

function append(command: Extract<Command, { do: 'append' }>, read: unknown, open: unknown[]): Outcome {
  if (open.length > 0) {
    const answer = open.shift();
    const problem = problemOf(answer);
    return problem === undefined ? sayEdit(answer) : failed(problem);
  }
  const { text, note } = toolOutputs.readFile.parse(read);
  if (note !== undefined) return failed(`${command.path} is too long for me to append to.`);
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  return {
    text: '',
    call: { tool: 'writeFile', input: { path: command.path, content: `${text}${gap}${command.text}` } },
  };
}

/** The error in a tool's answer; also a text, which is what a call that was cut off leaves. */
function problemOf(answer: unknown): string | undefined {
  if (typeof answer === 'string') return answer;
  const error = toolErrorSchema.safeParse(answer);
  return error.success ? error.data.error.message : undefined;
}

const countedLines = (lines: number): string => (lines === 1 ? '1 line' : `${lines} lines`);

function sayFiles(answer: unknown): string {
  const { files } = toolOutputs.listFiles.parse(answer);
  if (files.length === 0) return 'The room has no files yet.';
  const count = files.length === 1 ? 'one file' : `${files.length} files`;
  return `The room has ${count}:\n\n${files.map(({ path }) => `- ${path}`).join('\n')}`;
}

function sayText(answer: unknown): string {
  const { path, text, lines, note } = toolOutputs.readFile.parse(answer);
  const fence = text.includes('```') ? '````' : '```';
  return join(
    `${path}, ${countedLines(lines)}:`,
    `${fence}\n${text.replace(/\n$/, '')}\n${fence}`,
    note ?? '',
  );
}

function sayEdit(answer: unknown): Outcome {
  const { path, added, removed, created, incomplete, note } = toolOutputs.editFile.parse(answer);
  if (incomplete !== undefined) return failed(`${path}: ${incomplete}`);
  if (created) return done(join(`Created ${path} with ${countedLines(added)}.`, note ?? ''));
  if (added === 0 && removed === 0) return done(`${path} is so already, nothing to change.`);
  return done(join(`Changed ${path}: +${added} −${removed}.`, note ?? ''));
}

function sayDeleted(answer: unknown): string {
  const { path, lines, note } = toolOutputs.deleteFile.parse(answer);
  return join(`Put ${path} with ${countedLines(lines)} into the trash.`, note ?? '');
}

function sayRenamed(answer: unknown): string {
  const { path, to, note } = toolOutputs.renameFile.parse(answer);
  return join(`Renamed ${path} to ${to}.`, note ?? '');
}

function sayRun(answer: unknown): Outcome {
  const run = toolOutputs.run.parse(answer);
  const printed = run.output === '' ? 'It printed nothing.' : `\`\`\`\n${run.output}\n\`\`\``;
  const result = run.resultText === undefined ? '' : `Result: \`${run.resultText}\``;
  if (run.state === 'succeeded') return done(join('It ran without an error.', printed, result));
  const { error } = run;
  const where =
    error?.file === undefined ? '' : ` (${error.file}${error.line === undefined ? '' : `:${error.line}`})`;
  const message = error === undefined ? '' : ` ${error.message}${where}`;
  return failed(join(`The run ${run.state === 'stopped' ? 'was stopped' : 'failed'}.${message}`, printed));
}
