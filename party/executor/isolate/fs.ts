import type { HostAnswer, HostCall, HostValues } from '../../../shared/host.ts';
import { Dirent, failure, Stats } from './fs-values.ts';
import { removeTree } from './remove-tree.ts';

/**
 * Node's `fs` for programs, over the loopback: the promise API, and the reading half of the synchronous one, which sees
 * the room's files as they were when the run started, plus what the program has written since.
 */

type FileCall = Extract<HostCall, { path: string }>;
type Encoding =
  | string
  | { encoding?: string | null; flag?: string; recursive?: boolean; withFileTypes?: boolean; force?: boolean }
  | null
  | undefined;
type Data = string | ArrayBufferView;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
interface FsLoopback {
  call(call: HostCall): Promise<HostAnswer>;
}

let loopback: FsLoopback | undefined;

/** Sets the target of all calls. The harness calls this before the program loads. */
export function setLoopback(given: FsLoopback): void {
  loopback = given;
}

/** The working directory, absolute. */
let directory = '/work';

/** The harness calls this before the program loads. */
export function setDirectory(given: string): void {
  directory = given;
}

/** The room's files at the start, by absolute path; set only when the program reads synchronously. */
let snapshot: Map<string, string> | undefined;

/** Sets what the synchronous functions read. The harness calls this before the program loads. */
export function setSnapshot(files: [path: string, text: string][]): void {
  snapshot = new Map(files.map(([path, text]) => [`/work/${path}`, text]));
}

async function ask<Op extends FileCall['op']>(
  syscall: string,
  path: string,
  call: Extract<FileCall, { op: Op }>,
  dest?: string,
): Promise<HostValues[Op]> {
  if (loopback === undefined) throw new Error('asked before the harness had started');
  const answer = await loopback.call(call);
  if ('error' in answer) throw failure(syscall, path, answer.error, dest);
  return answer.value as HostValues[Op];
}

/** The path as the program wrote it, for errors, and its absolute form. */
function pathOf(given: unknown): { shown: string; at: string } {
  const shown = given instanceof URL ? decodeURIComponent(given.pathname) : given;
  if (typeof shown !== 'string' || shown === '' || shown.includes('\0')) {
    throw Object.assign(new TypeError('The "path" argument must be a string without null bytes, or a URL.'), {
      code: 'ERR_INVALID_ARG_TYPE',
    });
  }
  const names: string[] = [];
  for (const name of (shown.startsWith('/') ? shown : `${directory}/${shown}`).split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return { shown, at: `/${names.join('/')}` };
}

/** The part of Node's Buffer that is used here; the platform provides it. */
declare const Buffer: {
  from(text: string, encoding: string): Uint8Array;
  from(bytes: Uint8Array): { toString(encoding: string): string };
};

const encodingOf = (options: Encoding): string | null | undefined =>
  typeof options === 'string' ? options : options?.encoding;
const isUtf8 = (encoding: string): boolean => /^utf-?8$/i.test(encoding);

function bytesOf(data: Data, options?: Encoding): Uint8Array {
  if (typeof data === 'string') {
    const encoding = encodingOf(options) ?? 'utf8';
    return isUtf8(encoding) ? encoder.encode(data) : new Uint8Array(Buffer.from(data, encoding));
  }
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  throw Object.assign(new TypeError('The "data" argument must be a string or bytes.'), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

/** A Buffer without an encoding, a string with one, as in Node. */
function decoded(bytes: Uint8Array, options: Encoding): unknown {
  const encoding = encodingOf(options);
  if (encoding == null) return Buffer.from(bytes);
  return isUtf8(encoding) ? decoder.decode(bytes) : Buffer.from(bytes).toString(encoding);
}

const flagOf = (options: Encoding): string => (typeof options === 'object' && options?.flag) || 'w';
const isRecursive = (options: Encoding): boolean =>
  typeof options === 'object' && options?.recursive === true;

const readFile = async (path: unknown, options?: Encoding): Promise<unknown> => {
  const { shown, at } = pathOf(path);
  return decoded(await ask('open', shown, { op: 'readFile', path: at }), options);
};

const writeFile = async (path: unknown, data: Data, options?: Encoding): Promise<void> => {
  const flag = flagOf(options);
  if (flag.startsWith('a')) return appendFile(path, data, options);
  const { shown, at } = pathOf(path);
  const bytes = bytesOf(data, options);
  await ask('open', shown, { op: 'writeFile', path: at, data: bytes, exclusive: flag === 'wx' });
  snapshot?.set(at, decoder.decode(bytes));
};

const appendFile = async (path: unknown, data: Data, options?: Encoding): Promise<void> => {
  const { shown, at } = pathOf(path);
  const bytes = bytesOf(data, options);
  await ask('open', shown, { op: 'appendFile', path: at, data: bytes });
  snapshot?.set(at, (snapshot.get(at) ?? '') + decoder.decode(bytes));
};

const unlink = async (path: unknown): Promise<void> => {
  const { shown, at } = pathOf(path);
  await ask('unlink', shown, { op: 'unlink', path: at });
  snapshot?.delete(at);
};

const stat = async (path: unknown): Promise<Stats> => {
  const { shown, at } = pathOf(path);
  return new Stats(await ask('stat', shown, { op: 'stat', path: at }));
};

const isFile = async (path: unknown): Promise<boolean> => (await stat(path)).isFile();

const access = async (path: unknown): Promise<void> => {
  const { shown, at } = pathOf(path);
  await ask('access', shown, { op: 'stat', path: at });
};

const exists = async (path: unknown): Promise<boolean> => {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (error instanceof Error && ['ENOENT', 'ENOTDIR'].includes(String(Reflect.get(error, 'code'))))
      return false;
    throw error;
  }
};

const mkdir = async (path: unknown, options?: Encoding): Promise<string | undefined> => {
  const { shown, at } = pathOf(path);
  const made = await ask('mkdir', shown, { op: 'mkdir', path: at, recursive: isRecursive(options) });
  return made && isRecursive(options) ? at : undefined;
};

const readdir = async (path: unknown, options?: Encoding): Promise<(string | Dirent)[]> => {
  const { shown, at } = pathOf(path);
  const entries = await ask('scandir', shown, { op: 'readdir', path: at });
  if (typeof options !== 'object' || options?.withFileTypes !== true) return entries.map(({ name }) => name);
  return entries.map(({ name, type }) => new Dirent(name, shown, type));
};

const rmdir = async (path: unknown): Promise<void> => {
  const { shown, at } = pathOf(path);
  await ask('rmdir', shown, { op: 'rmdir', path: at });
};

const rename = async (from: unknown, to: unknown): Promise<void> => {
  const [source, target] = [pathOf(from), pathOf(to)];
  await ask('rename', source.shown, { op: 'rename', path: source.at, to: target.at }, target.shown);
  const text = snapshot?.get(source.at);
  if (text !== undefined) snapshot?.set(target.at, text);
  snapshot?.delete(source.at);
};

const rm = async (path: unknown, options?: Encoding): Promise<void> => {
  const force = typeof options === 'object' && options?.force === true;
  if (force && !(await exists(path))) return;
  const { shown } = pathOf(path);
  if (!isRecursive(options) && !(await isFile(path))) throw failure('rm', shown, { code: 'EISDIR' });
  const names = async (folder: string): Promise<string[]> => (await readdir(folder)).map(String);
  await removeTree({ isFile, names, unlink, exists, rmdir }, shown);
};

const copyFile = async (from: unknown, to: unknown): Promise<void> => {
  const { shown, at } = pathOf(from);
  await writeFile(to, await ask('copyfile', shown, { op: 'readFile', path: at }));
};

export const promises = {
  access,
  appendFile,
  copyFile,
  exists,
  lstat: stat,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
};

const isFolder = (at: string): boolean =>
  at === '/work' || [...(snapshot?.keys() ?? [])].some((path) => path.startsWith(`${at}/`));

export const readFileSync = (path: unknown, options?: Encoding): unknown => {
  const { shown, at } = pathOf(path);
  const text = snapshot?.get(at);
  if (text === undefined) throw failure('open', shown, { code: isFolder(at) ? 'EISDIR' : 'ENOENT' });
  return decoded(encoder.encode(text), options);
};

export const existsSync = (path: unknown): boolean => {
  const { at } = pathOf(path);
  return snapshot?.has(at) === true || isFolder(at);
};

export const readdirSync = (path: unknown): string[] => {
  const { shown, at } = pathOf(path);
  if (!isFolder(at))
    throw failure('scandir', shown, { code: snapshot?.has(at) === true ? 'ENOTDIR' : 'ENOENT' });
  const below = [...(snapshot?.keys() ?? [])].filter((file) => file.startsWith(`${at}/`));
  return [...new Set(below.map((file) => file.slice(at.length + 1).split('/')[0] ?? ''))].sort();
};

const notSync = (name: string) => (): never => {
  throw new Error(`${name}Sync is not available here. Use \`await ${name}()\` of node:fs/promises.`);
};
export const writeFileSync = notSync('writeFile');
export const appendFileSync = notSync('appendFile');
export const mkdirSync = notSync('mkdir');
export const unlinkSync = notSync('unlink');
