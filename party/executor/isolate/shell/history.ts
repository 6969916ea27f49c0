import { type Command, defineCommand } from 'just-bash';

/** A shell lives for one command: it is the page that has those before. */
export const history: Command = defineCommand('history', async () => ({
  stdout: '',
  stderr: 'history: the arrow up at the terminal’s prompt brings back your earlier commands.\n',
  exitCode: 0,
}));
