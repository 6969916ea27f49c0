import type { CommandContext } from 'just-bash';
import type { TerminalInfo } from '../live.ts';

type Context = CommandContext & { terminal: TerminalInfo };

/** What of the terminal a command knows: ours has more than just-bash's types say. */
export const terminalIn = (context: CommandContext): TerminalInfo => (context as Context).terminal;

/** Whether the terminal takes colours: people who set `NO_COLOR` want none unless they ask for them. */
export const takesColour = (context: CommandContext): boolean =>
  terminalIn(context).isOutput && (context.env.get('NO_COLOR') ?? '') === '';
