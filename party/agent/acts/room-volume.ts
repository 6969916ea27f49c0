import type * as Y from 'yjs';
import {
  assertFileSize,
  contentOf,
  createFile,
  deleteFile,
  listFiles,
  renameFile,
  textOf,
} from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { roomLimits, runLimits } from '../../../shared/limits.ts';
import { normalizePath } from '../../../shared/paths.ts';
import type { User } from '../../../shared/roles.ts';
import { applyEdits, cleanText, smallestDiff } from '../../../shared/text.ts';
import { FsError } from './fs-error.ts';
import type { Volume } from './volume.ts';

/** The document, as far as a run needs it. */
export interface ActRoom {
  readonly doc: Y.Doc;
  join(): Promise<void>;
  clientIdFor(user: User, turn?: string): Promise<number>;
  transactAs(clientId: number, write: () => void, origin?: unknown): void;
}

/** Who writes, and in which turn where that is the agent. */
interface Writer {
  user: User;
  turn?: string | undefined;
}

/**
 * The room's files as one person's run sees and changes them: live, text only, each change the smallest one and
 * under that person's client id. A write is in the coder's log when it is answered, and in the room soon after.
 */
export class RoomVolume implements Volume {
  readonly #room: ActRoom;
  readonly #by: Writer;
  /** When a file's text was last seen to change; before that, when the run began. */
  readonly #mtimeMs: (id: string) => number;
  #clientId: number | undefined;
  #writes = 0;
  #writtenBytes = 0;

  constructor(room: ActRoom, by: Writer, mtimeMs: (id: string) => number) {
    this.#room = room;
    this.#by = by;
    this.#mtimeMs = mtimeMs;
  }

  async ready(forWriting: boolean): Promise<void> {
    try {
      if (!forWriting) await this.#room.join();
      // Asked for each time: the room may have come back without it.
      else this.#clientId = await this.#room.clientIdFor(this.#by.user, this.#by.turn);
    } catch (error) {
      if (error instanceof TandemError) throw new FsError('EIO', error.message);
      throw error;
    }
  }

  *paths(): Iterable<string> {
    for (const { path } of listFiles(this.#room.doc)) yield path;
  }

  has(path: string): boolean {
    return this.#idOf(path) !== undefined;
  }

  read(path: string): Uint8Array {
    return new TextEncoder().encode(contentOf(this.#room.doc, this.#file(path)));
  }

  stat(path: string): { size: number; mtimeMs: number } {
    return { size: this.read(path).byteLength, mtimeMs: this.#mtimeMs(this.#file(path)) };
  }

  write(path: string, data: Uint8Array): void {
    const { doc } = this.#room;
    const id = this.#idOf(path);
    const before = id === undefined ? '' : contentOf(doc, id);
    const text = textFrom(data);
    this.#assertSize(text, text.length - before.length);
    this.#change(data.byteLength, () => {
      if (id === undefined) createFile(doc, path, text);
      else if (text !== before) applyEdits(this.#text(id), smallestDiff(before, text));
    });
  }

  append(path: string, data: Uint8Array): void {
    const { doc } = this.#room;
    const id = this.#file(path);
    const added = textFrom(data);
    this.#assertSize(contentOf(doc, id) + added, added.length);
    this.#change(data.byteLength, () => {
      const text = this.#text(id);
      text.insert(text.length, added);
    });
  }

  remove(path: string): void {
    const id = this.#file(path);
    this.#change(0, () => deleteFile(this.#room.doc, id));
  }

  move(from: string, to: string): void {
    const id = this.#file(from);
    this.#change(0, () => renameFile(this.#room.doc, id, to));
  }

  #change(bytes: number, write: () => void): void {
    if (++this.#writes > runLimits.maxRoomWrites) {
      throw new FsError('EDQUOT', `a run can change the room's files ${runLimits.maxRoomWrites} times`);
    }
    this.#writtenBytes += bytes;
    if (this.#writtenBytes > runLimits.maxRoomWriteBytes) {
      throw new FsError(
        'EDQUOT',
        `a run can write ${runLimits.maxRoomWriteBytes / 1024 ** 2} MiB to the room`,
      );
    }
    if (this.#clientId === undefined) throw new Error('written before ready(true)');
    try {
      this.#room.transactAs(this.#clientId, write, 'run');
    } catch (error) {
      throw fsErrorOf(error);
    }
  }

  #assertSize(text: string, growth: number): void {
    try {
      assertFileSize(text);
    } catch (error) {
      throw fsErrorOf(error, 'EFBIG');
    }
    const { doc } = this.#room;
    // Lengths, not texts: a write must not cost a reading of the whole room.
    const total = listFiles(doc).reduce((sum, { id }) => sum + (textOf(doc, id)?.length ?? 0), 0);
    if (total + growth > roomLimits.maxDocumentBytes) throw new FsError('ENOSPC', 'the room is full');
  }

  #idOf(path: string): string | undefined {
    return listFiles(this.#room.doc).find((entry) => entry.path === path)?.id;
  }

  #file(path: string): string {
    const id = this.#idOf(path);
    if (id === undefined) throw new FsError('ENOENT');
    return id;
  }

  #text(id: string): Y.Text {
    const text = textOf(this.#room.doc, id);
    if (!text) throw new FsError('ENOENT');
    return text;
  }
}

/** The one spelling of a path that is to be made. @throws FsError */
export function roomPath(path: string): string {
  try {
    return normalizePath(path);
  } catch (error) {
    throw fsErrorOf(error);
  }
}

function textFrom(data: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    // Not UTF-8: said below.
    throw new FsError('EINVAL', 'a room holds text only (UTF-8); binary data can be kept in /tmp');
  }
  if (text.includes('\0')) {
    throw new FsError('EINVAL', 'a room holds text only (UTF-8); binary data can be kept in /tmp');
  }
  return cleanText(text);
}

function fsErrorOf(error: unknown, code?: string): unknown {
  if (!(error instanceof TandemError)) return error;
  const byCode: Record<string, string> = { too_large: 'ENOSPC', conflict: 'EEXIST', not_found: 'ENOENT' };
  return new FsError(code ?? byCode[error.code] ?? 'EINVAL', error.message);
}
