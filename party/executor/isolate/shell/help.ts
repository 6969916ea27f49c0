const overview = `Bash over the room’s files: cat, grep, sed, awk, jq, sort and some eighty more.
NAME --help explains a command, help NAME a builtin of bash. No network, nothing can be installed.

In the terminal:
  node FILE         runs a file of the room
  Tab               completes a name; twice at an empty prompt lists all commands
  Up, Down          your earlier commands
  Ctrl+C            stops your command
  Ctrl+L            clears the terminal
  Ctrl+U, Ctrl+K    delete to the beginning, to the end of the line
`;

/** The output of `help` without arguments, where bash would list its builtins. */
export const overviewFor = (args: readonly string[]): string | undefined =>
  args.length === 0 ? overview : undefined;

/** What `help NAME` says where bash has no such builtin, and would send people to pages that are not here. */
export const noTopic = (name: string, isCommand: boolean): string =>
  `bash: help: ${name} is none of bash’s own commands.${isCommand ? ` \`${name} --help\` explains it.` : ''}\n`;
