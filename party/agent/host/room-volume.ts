import type * as Y from 'yjs';
import {
  claimedPath,
  contentOf,
  createFile,
  deleteFile,
  emptyTrashed,
  listFiles,
  renameFile,
  restoreFile,
  textOf,
} from '../../../shared/doc.ts';
import { assertFileSize } from '../../../shared/file-size.ts';
import { TandemError } from '../../../shared/errors.ts';
import { runLimits } from '../../../shared/limits.ts';
import { normalizePath } from '../../../shared/paths.ts';
import { byteLength, freeSpace } from '../../../shared/room-size.ts';
import type { User } from '../../../shared/roles.ts';
import { cleanText } from '../../../shared/text.ts';
import { FsError } from './fs-error.ts';
import { RunReads } from './run-reads.ts';
import type { Volume } from './volume.ts';
import { itemsOf } from '../../../shared/yjs-internals.ts';

/** The part of the coder's replica that a run needs. */
export interface HostRoom {
  readonly doc: Y.Doc;
  join(): Promise<void>;
  clientIdFor(user: User, turn?: string): Promise<number>;
  transactAs(clientId: number, write: () => void, origin?: unknown): void;
  /** Called for each file whose text is read. */
  noteRead?(id: string): void;
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
  readonly #room: HostRoom;
  readonly #by: Writer;
  /** When a file's text last changed, in ms since the epoch. */
  readonly #mtimeMs: (id: string) => number;
  #clientId: number | undefined;
  #writes = 0;
  #writtenBytes = 0;
  /**
   * Files that the run has made; `#spare` has those that it has removed again and that were emptied: the next
   * new file reuses one.
   */
  readonly #made = new Set<string>();
  readonly #reads = new RunReads();
  readonly #spare: string[] = [];

  constructor(room: HostRoom, by: Writer, mtimeMs: (id: string) => number) {
    this.#room = room;
    this.#by = by;
    this.#mtimeMs = mtimeMs;
  }

  async ready(forWriting: boolean): Promise<void> {
    try {
      if (!forWriting) await this.#room.join();
      // Requested each time: the room may have come back without it.
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
    return new TextEncoder().encode(this.#seen(this.#file(path)));
  }

  stat(path: string): { size: number; mtimeMs: number } {
    // Not a read: `>>` asks for the size of what it appends to, whatever that is.
    const id = this.#file(path);
    return { size: byteLength(contentOf(this.#room.doc, id)), mtimeMs: this.#mtimeMs(id) };
  }

  write(path: string, data: Uint8Array): boolean {
    const { doc } = this.#room;
    const id = this.#idOf(path);
    const text = textFrom(data);
    assertFits(text);
    if (id === undefined) {
      this.#change(data.byteLength, byteLength(text), () => this.#create(path, text));
      return false;
    }
    const growth = byteLength(text) - byteLength(contentOf(doc, id));
    let partly = false;
    this.#change(data.byteLength, growth, (client) => {
      partly = this.#reads.write(id, this.#text(id), { wanted: text, client });
    });
    return partly;
  }

  append(path: string, data: Uint8Array): void {
    const { doc } = this.#room;
    const id = this.#file(path);
    const added = textFrom(data);
    assertFits(contentOf(doc, id) + added);
    this.#change(data.byteLength, byteLength(added), (client) =>
      this.#reads.append(id, this.#text(id), { added, client }),
    );
  }

  remove(path: string): boolean {
    const id = this.#file(path);
    this.#change(0, 0, (clientId) => this.#discard(id, clientId));
    return !this.#spare.includes(id);
  }

  move(from: string, to: string): void {
    const id = this.#file(from);
    this.#change(0, 0, () => renameFile(this.#room.doc, id, to));
  }

  replace(from: string, to: string): void {
    const { doc } = this.#room;
    const [source, target] = [this.#file(from), this.#file(to)];
    const [text, before] = [this.#seen(source), contentOf(doc, target)];
    this.#change(byteLength(text), byteLength(text) - byteLength(before), (clientId) => {
      // Edits the text that is there: whoever has it open, or types in it, goes on.
      this.#reads.write(target, this.#text(target), { wanted: text, client: clientId });
      this.#discard(source, clientId);
    });
  }

  /**
   * A program that saves through a temporary file makes it thousands of times: the room gets one file for
   * all.
   */
  #create(path: string, text: string): void {
    const { doc } = this.#room;
    const spare = this.#spare.pop();
    if (spare === undefined || claimedPath(doc, spare) !== null || this.#text(spare).length > 0) {
      const id = createFile(doc, path, text);
      this.#made.add(id);
      this.#reads.note(id, this.#text(id));
      return;
    }
    restoreFile(doc, spare, path);
    this.#text(spare).insert(0, text);
    this.#reads.note(spare, this.#text(spare));
  }

  #discard(id: string, clientId: number): void {
    const { doc } = this.#room;
    deleteFile(doc, id);
    if (!this.#made.has(id) || !isWrittenBy(this.#text(id), clientId)) return;
    emptyTrashed(doc, id);
    this.#spare.push(id);
  }

  /** One change of the room, which counts for the run. @param growth bytes by which the room's texts grow */
  #change(bytes: number, growth: number, write: (clientId: number) => void): void {
    if (this.#writes >= runLimits.maxRoomWrites) {
      throw new FsError('EDQUOT', `a run can change the room's files ${runLimits.maxRoomWrites} times`);
    }
    if (this.#writtenBytes + bytes > runLimits.maxRoomWriteBytes) {
      throw new FsError(
        'EDQUOT',
        `a run can write ${runLimits.maxRoomWriteBytes / 1024 ** 2} MiB to the room`,
      );
    }
    const clientId = this.#clientId;
    if (clientId === undefined) throw new Error('written before ready(true)');
    this.#writes++;
    this.#writtenBytes += bytes;
    const work = (): void => {
      freeSpace(this.#room.doc, growth);
      write(clientId);
    };
    try {
      this.#room.transactAs(clientId, work, 'run');
    } catch (error) {
      throw fsErrorOf(error);
    }
  }

  /** Reads a text on which the run's next steps may depend. */
  #seen(id: string): string {
    this.#room.noteRead?.(id);
    this.#reads.note(id, this.#text(id));
    return contentOf(this.#room.doc, id);
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

/** A new path, normalized. @throws FsError */
export function roomPath(path: string): string {
  try {
    return normalizePath(path);
  } catch (error) {
    throw fsErrorOf(error);
  }
}

function assertFits(text: string): void {
  try {
    assertFileSize(text);
  } catch (error) {
    throw fsErrorOf(error, 'EFBIG');
  }
}

/** Whether all visible text was written under one client id. */
function isWrittenBy(text: Y.Text, clientId: number): boolean {
  for (const item of itemsOf(text)) {
    if (!item.deleted && item.id.client !== clientId) return false;
  }
  return true;
}

function textFrom(data: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    // The decoder throws at bytes that are not UTF-8.
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
