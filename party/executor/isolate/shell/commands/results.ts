import { type ByteString, type CommandContext, decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { reasonOf } from '../complaints.ts';

export const printed = (stdout: string, exitCode = 0): ExecResult => ({ stdout, stderr: '', exitCode });

export const refused = (stderr: string, exitCode = 1): ExecResult => ({ stdout: '', stderr, exitCode });

type Files = Pick<CommandContext, 'cwd' | 'fs' | 'stdin'>;

/** just-bash's bytes are a string with one character for each, which its types hide. */
export const latin1 = (bytes: ByteString): string => bytes as unknown as string;

/** The bytes of a file, or of what is piped in for `-`. */
export async function bytesOf({ cwd, fs, stdin }: Files, name: string): Promise<Uint8Array> {
  if (name === '-') return Uint8Array.from(latin1(stdin), (character) => character.charCodeAt(0));
  const path = fs.resolvePath(cwd, name);
  if ((await fs.stat(path)).isDirectory) throw new Error(`EISDIR: is a directory, read '${path}'`);
  return await fs.readFileBuffer(path);
}

export async function textOf(files: Files, name: string): Promise<string> {
  return name === '-' ? decodeBytesToUtf8(files.stdin) : new TextDecoder().decode(await bytesOf(files, name));
}

/** A command's message about a file. */
export const aboutFile = (command: string, name: string, error: unknown): string =>
  `${command}: ${name}: ${reasonOf(error)}\n`;

/** A word as it stands for itself in a script. */
export const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
