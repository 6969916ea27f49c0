import { type Command, defineCommand } from 'just-bash';

/** A shell lives for one command: the page keeps the earlier ones. */
export const history: Command = defineCommand('history', async () => ({
  stdout: '',
  stderr: 'history: press Up at the terminal’s prompt to bring back your earlier commands.\n',
  exitCode: 0,
}));
