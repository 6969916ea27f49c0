import { hintFor } from './hints.ts';

/** The messages of C's `strerror`, which shell commands print. */
const reasons: Record<string, string> = {
  EACCES: 'Permission denied',
  EDQUOT: 'Disk quota exceeded',
  EFBIG: 'File too large',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
};

/** A file system error in Node's format, which commands recognize. */
export function fsError(code: string, syscall: string, path: string, detail?: string): Error {
  const reason = reasons[code]?.toLowerCase();
  const head = reason === undefined ? code : `${code}: ${reason},`;
  return new Error(`${head} ${syscall} '${path}'${detail === undefined ? '' : `: ${detail}`}`);
}

/** Why a file could not be written, in a shell's words. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [code = ''] = /^E[A-Z]+/.exec(message) ?? [];
  // The room adds a detail where the code alone would not help.
  const detail = /^[A-Z]+(?:: [a-z/ -]+,)? \w+ '.*?': (.+)$/s.exec(message)?.[1];
  const reason = reasons[code] ?? message;
  return detail === undefined ? reason : `${reason}: ${detail}`;
}

/** The output of a command that does not exist here. */
export function notFound(command: string, args: readonly string[]): string {
  const hint = hintFor(command, args);
  return hint === undefined
    ? `bash: ${command}: command not found\n`
    : `${command}: not available here. ${hint}\n`;
}
