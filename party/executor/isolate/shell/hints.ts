/** What to use here instead of a command from elsewhere: one sentence for each group of commands. */
const table: readonly (readonly [names: string, hint: string])[] = [
  [
    'git gh hg svn',
    'The room keeps every version of its files by itself. Deleted files are in the Trash, in the menu of Files; earlier versions are in the room’s history, which its HTTP API reads and restores.',
  ],
  [
    'node nodejs tsx ts-node deno bun',
    'No command starts a program: type `node FILE` alone in the terminal (no pipe, no other command, no variable), press Run, or use the run tool.',
  ],
  ['npx bunx pnpx', 'No packages are installed. Type `node FILE` alone in the terminal, or press Run.'],
  [
    'jest vitest mocha ava jasmine',
    'There is no test runner here: write a test as a program that throws when something is wrong. Type `node FILE` alone in the terminal, or press Run.',
  ],
  ['tsc eslint oxlint', 'The editor shows what is wrong in a file as you type.'],
  ['prettier oxfmt', '“Format the file” is among the commands (F1).'],
  [
    'python python3 ruby perl php lua go java javac cargo rustc gcc g++ clang make cmake',
    'Programs here are TypeScript or JavaScript: type `node FILE` alone in the terminal, or press Run.',
  ],
  [
    'pip pip3 pipx uv gem composer apt apt-get aptitude dpkg yum dnf apk pacman brew',
    'Nothing can be installed. Tab at an empty prompt lists the commands that are here.',
  ],
  [
    'curl wget http nc ncat netcat ping dig nslookup telnet ssh scp sftp rsync ftp',
    'The shell has no network. A program reads from GitHub, npm, jsDelivr and unpkg with `fetch`.',
  ],
  [
    'vi vim nvim nano pico emacs micro code ed open xdg-open',
    'Open the file in the editor: click it in Files, or press Ctrl+P.',
  ],
  ['ln', 'The files of a room have no links: copy with `cp`.'],
  ['less more most', 'Use `cat`, `head` or `tail`.'],
  ['yq xan csvkit', 'Use `jq`, `awk` or `cut`.'],
  ['man info', 'Most commands explain themselves with `--help`, builtins with `help NAME`.'],
  ['sudo su doas', 'You have all rights here already: leave it out.'],
  ['docker podman kubectl docker-compose', 'Each program runs in an isolate of its own: press Run.'],
  ['tar zip unzip 7z', 'The Files menu imports a .zip, and downloads all files as one.'],
  [
    'sqlite3 psql mysql redis-cli mongosh',
    'There are no databases. Data can be kept in files of the room: `jq` reads JSON.',
  ],
  [
    'ps top htop killall pkill',
    'What runs has a Stop button, and Ctrl+C at the prompt stops your own command.',
  ],
];

const hints: ReadonlyMap<string, string> = new Map(
  table.flatMap(([names, hint]) => names.split(' ').map((name) => [name, hint] as const)),
);

const packageManagers = new Set(['npm', 'yarn', 'pnpm', 'corepack']);
const runs = new Set(['run', 'run-script', 'start', 'test', 't', 'exec', 'dlx', 'x']);
/** These also run a script by its bare name. */
const callsScripts = new Set(['yarn', 'pnpm']);
const packageWords =
  /^(-.*|add|audit|bin|cache|ci|config|create|dedupe|help|i|import|info|init|install|link|list|login|ls|outdated|pack|publish|remove|rm|un|uninstall|unlink|up|update|upgrade|version|view|why)?$/;

/** All commands that have a hint. */
export const hinted: readonly string[] = [...hints.keys(), ...packageManagers];

/** What to do instead of a command that does not exist here. */
export function hintFor(command: string, [verb = '']: readonly string[] = []): string | undefined {
  if (!packageManagers.has(command)) return hints.get(command);
  return runs.has(verb) || (callsScripts.has(command) && !packageWords.test(verb))
    ? 'Scripts of a package.json are not run. Type `node FILE` alone in the terminal, or press Run.'
    : 'No packages are installed: a program imports files of the room and some of Node’s modules (`node:fs`, `node:assert`, `node:path`, `node:util` and others).';
}
