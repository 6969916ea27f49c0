import type * as Y from 'yjs';
import { contentOf, createFile, deleteFile, fileIdAt, readAll, textOf } from '../../../shared/doc.ts';
import { assertFileSize } from '../../../shared/file-size.ts';
import { TandemError } from '../../../shared/errors.ts';
import { byteLength, freeSpace } from '../../../shared/room-size.ts';
import { applyEdits, cleanText } from '../../../shared/text.ts';
import { smallestDiff } from '../../../shared/text-diff.ts';
import type { User } from '../../../shared/roles.ts';
import { answer, assertEditor, type Caller, pathFromUrl, readText, refuseMethod } from './request.ts';

/** The part of the room's replica that these calls need. */
interface FilesRoom {
  readonly doc: Y.Doc;
  join(): Promise<void>;
  hold(): () => void;
  clientIdFor(user: User): Promise<number>;
  transactAs(clientId: number, write: () => void, origin?: unknown): void;
  saved(): Promise<void>;
}

interface FilesRouteParts {
  room: FilesRoom;
  version: () => number;
}

/**
 * `GET files`, `GET|PUT|DELETE file/<path>`; `path` is the part of the URL after the room's id, still percent-encoded.
 * @returns undefined for any other path. @throws TandemError
 */
export async function handleFiles(
  request: Request,
  path: string,
  caller: Caller,
  parts: FilesRouteParts,
): Promise<Response | undefined> {
  const { room, version } = parts;
  if (path === 'files') {
    if (request.method !== 'GET') refuseMethod(request, 'GET');
    await room.join();
    return answer('GET files', { version: version(), files: Object.fromEntries(readAll(room.doc)) });
  }
  if (!path.startsWith('file/')) return undefined;
  const file = pathFromUrl(path.slice('file/'.length));
  switch (request.method) {
    case 'GET': {
      await room.join();
      const text = textAt(room.doc, file);
      if (text === undefined) throw noFile(file);
      return new Response(text, {
        headers: { 'content-type': 'text/plain; charset=utf-8', etag: await etagOf(text) },
      });
    }
    case 'PUT':
      assertEditor(caller);
      await put(request, file, caller.user, parts);
      return answer('PUT file/<path>', { version: version() });
    case 'DELETE':
      assertEditor(caller);
      await change(request, file, caller.user, parts, (before) => {
        const id = fileIdAt(room.doc, file);
        if (before === undefined || id === undefined) throw noFile(file);
        return () => deleteFile(room.doc, id);
      });
      return answer('DELETE file/<path>', { version: version() });
    default:
      return refuseMethod(request, 'GET, PUT or DELETE');
  }
}

async function put(request: Request, file: string, user: User, parts: FilesRouteParts): Promise<void> {
  const text = cleanText(await readText(request));
  if (text.includes('\0'))
    throw new TandemError('bad_request', 'A room holds text only; this is a binary file.');
  assertFileSize(text);
  const { doc } = parts.room;
  await change(request, file, user, parts, (before) => {
    const growth = byteLength(text) - byteLength(before ?? '');
    if (before === undefined) {
      return () => {
        freeSpace(doc, growth);
        createFile(doc, file, text);
      };
    }
    const target = textOf(doc, fileIdAt(doc, file) ?? '');
    if (!target) throw noFile(file);
    return () => {
      freeSpace(doc, growth);
      applyEdits(target, smallestDiff(before, text));
    };
  });
}

/**
 * Makes one change for a person, in one transaction, and resolves when the room has it on disk.
 * `plan` gets the current text and returns the change, or throws; both run synchronously.
 */
async function change(
  request: Request,
  file: string,
  user: User,
  { room }: FilesRouteParts,
  plan: (before: string | undefined) => () => void,
): Promise<void> {
  const release = room.hold();
  try {
    const clientId = await room.clientIdFor(user);
    const expected = request.headers.get('If-Match');
    for (;;) {
      const before = textAt(room.doc, file);
      if (expected !== null) await assertUnchanged(expected, before);
      // Someone may have typed while the hash was computed.
      if (textAt(room.doc, file) !== before) continue;
      const write = plan(before);
      room.transactAs(clientId, write, 'http');
      break;
    }
    await room.saved();
  } finally {
    release();
  }
}

function textAt(doc: Y.Doc, file: string): string | undefined {
  const id = fileIdAt(doc, file);
  return id === undefined ? undefined : contentOf(doc, id);
}

async function assertUnchanged(expected: string, text: string | undefined): Promise<void> {
  const fits = text !== undefined && (expected === '*' || expected === (await etagOf(text)));
  if (!fits) throw new TandemError('conflict', 'The file has changed since you read it. Read it again.');
}

async function etagOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const hex = Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, '0'));
  return `"${hex.join('')}"`;
}

const noFile = (file: string): TandemError =>
  new TandemError('not_found', `There is no file “${file}” in the room.`);
