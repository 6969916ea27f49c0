import type { TerminalInfo } from '../live.ts';

/** A folder's name, as `ls` and `tree` show it. */
export const colouredFolder = (name: string): string => `\u001b[01;34m${name}\u001b[0m`;

/** A folder's name in the output of `tree`. */
export const folderName = ({ terminal }: { terminal: TerminalInfo }, name: string): string =>
  terminal.isColoured ? colouredFolder(name) : name;
