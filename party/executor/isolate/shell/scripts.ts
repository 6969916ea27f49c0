import type { IFileSystem } from 'just-bash';
import { hintFor } from './hints.ts';

interface Result {
  stdout: string;
  stderr: string;
  exitCode: number;
}

const shells = /^(?:\S*\/)?(?:env\s+(?:-S\s+)?)?(?:\S*\/)?(?:bash|dash|sh)\b/;

/** Runs a file that is called by its path, which has to be a script of a shell. */
export async function runScript(
  fs: IFileSystem,
  path: string,
  name: string,
  run: () => Promise<Result>,
): Promise<Result> {
  // A path in it may have up to 4,096 characters; this is for the interpreter's name.
  const [first = ''] = (await fs.readFile(path)).slice(0, 256).split('\n', 1);
  if (!first.startsWith('#!') || shells.test(first.slice(2).trim())) return await run();
  const interpreter = first
    .slice(2)
    .trim()
    .split(/\s+/)
    .map((part) => part.split('/').at(-1) ?? '')
    .find((part) => part !== 'env' && !part.startsWith('-'));
  const hint = hintFor(interpreter ?? '', []);
  return {
    stdout: '',
    stderr: `bash: ${name}: ${interpreter}: not available here.${hint === undefined ? '' : ` ${hint}`}\n`,
    exitCode: 126,
  };
}
