import type { Conversation } from './conversation.ts';
import { parseCommands } from './parser.ts';
import { type Call, CommandFailed, programFor } from './programs.ts';
import { done, join, notUnderstood } from './words.ts';

/**
 * What to say and do next: the commands are replayed with the answers so far; the first call without one is
 * next.
 */
export function nextStep({ request, results }: Conversation): { text: string; call?: Call } {
  const parsed = parseCommands(request);
  if ('notUnderstood' in parsed) {
    return { text: notUnderstood(parsed.notUnderstood, parsed.nearest, parsed.meant) };
  }
  const answers = [...results];
  let said = '';
  for (const [at, command] of parsed.commands.entries()) {
    const program = programFor(command);
    try {
      let step = program.next();
      for (let first = true; !step.done; first = false) {
        // The result of the previous command is said once, at the beginning of the next one.
        if (answers.length === 0) return { text: first ? said : '', call: step.value };
        if (first) said = '';
        step = program.next(answers.shift());
      }
      said = join(said, step.value);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      const rest = parsed.commands.length - at - 1;
      return {
        text: join(
          said,
          rest === 0 ? error.message : `${error.message} The rest of the request was not done.`,
        ),
      };
    }
  }
  return { text: said === '' ? done : said };
}
