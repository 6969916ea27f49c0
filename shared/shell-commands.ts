/** The commands in a room's shell: external programs first, then bash's builtins. */
export const shellCommands: readonly string[] = [
  // External programs in other shells.
  ...'awk base64 basename bash cat chmod clear cmp column comm cp cut date diff dirname du echo egrep env expand expr'.split(
    ' ',
  ),
  ...'fgrep file find fold grep gunzip gzip head help history hostname html-to-markdown join jq ls md5sum'.split(
    ' ',
  ),
  ...'mkdir mktemp mv nl od paste printenv printf pwd readlink realpath rev rg rm rmdir sed seq sh sha1sum sha256sum sleep sort'.split(
    ' ',
  ),
  ...'split stat strings tac tail tee time timeout touch tr tree true uniq unexpand wc which whoami xargs zcat'.split(
    ' ',
  ),
  // Builtins.
  ...'alias cd command declare eval exec exit export false getopts let local mapfile popd pushd read readonly'.split(
    ' ',
  ),
  ...'return set shift shopt source test trap type unalias unset wait'.split(' '),
];

/** Those that only bash has: no program of their name stands in a folder. */
export const onlyBuiltins: ReadonlySet<string> = new Set(
  'alias cd command declare eval exec exit export getopts help history let local mapfile popd pushd read readonly return set shift shopt source trap type unalias unset wait'.split(
    ' ',
  ),
);

/** Commands that run a file of the room, in the terminal. */
export const programCommands = ['node', 'tsx', 'ts-node', 'deno', 'bun'] as const;
