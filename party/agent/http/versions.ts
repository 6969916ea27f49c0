import type * as Y from 'yjs';
import { readAll } from '../../../shared/doc.ts';
import { TandemError } from '../../../shared/errors.ts';
import { agentLimits, roomRates } from '../../../shared/limits.ts';
import type { Author, User } from '../../../shared/roles.ts';
import { restoreRequestSchema } from '../../../shared/version.ts';
import { answer, assertEditor, type Caller, numberFrom, readJsonIfAny, refuseMethod } from './request.ts';
import { loadDocument } from '../replica/load-document.ts';
import type { VersionLog } from '../replica/version-log.ts';
import { restoreFiles } from '../replica/restore-version.ts';

/** The part of the room's replica that these calls need. */
interface HistoryRoom {
  readonly doc: Y.Doc;
  readonly authors: ReadonlyMap<number, Author>;
  hold(): () => void;
  clientIdFor(user: User): Promise<number>;
  transactAs(clientId: number, write: () => void, origin?: unknown): void;
  saved(): Promise<void>;
}

interface HistoryRouteParts {
  room: HistoryRoom;
  versions: VersionLog;
}

/**
 * `GET history`, `GET history/<version>`, `POST history/<version>/restore`; `path` is the part of the URL after the room's id.
 * @returns undefined for any other path. @throws TandemError
 */
export async function handleHistory(
  request: Request,
  path: string,
  caller: Caller,
  { room, versions }: HistoryRouteParts,
): Promise<Response | undefined> {
  const [head, name, action, ...rest] = path.split('/');
  if (head !== 'history' || rest.length > 0) return undefined;
  if (name === undefined) {
    if (request.method !== 'GET') refuseMethod(request, 'GET');
    const { latest, oldest } = versions;
    const limit = numberFrom(request, 'limit', agentLimits.listedVersions, agentLimits.listedVersions);
    const before = numberFrom(request, 'before', latest + 1, Number.MAX_SAFE_INTEGER);
    const listed = versions.list(before, limit, room.authors);
    const last = listed.at(-1)?.version ?? oldest;
    return answer('GET history', {
      latest,
      oldest,
      versions: listed,
      ...(last > oldest ? { next: last } : {}),
    });
  }
  if (action !== undefined && action !== 'restore') return undefined;
  if (action === undefined) {
    if (request.method !== 'GET') refuseMethod(request, 'GET');
    const { version, timestamp } = versionNamed(name, versions);
    return answer('GET history/<version>', {
      version,
      timestamp,
      files: Object.fromEntries(readAll(replay(versions, version))),
    });
  }
  if (request.method !== 'POST') refuseMethod(request, 'POST');
  assertEditor(caller);
  const { version } = versionNamed(name, versions);
  const paths = (await readJsonIfAny(request, restoreRequestSchema))?.paths;
  const release = room.hold();
  try {
    const clientId = await room.clientIdFor(caller.user);
    const old = replay(versions, version);
    room.transactAs(clientId, () => restoreFiles(room.doc, old, paths), 'restore');
    await room.saved();
  } finally {
    release();
  }
  return answer('POST history/<version>/restore', { version: versions.latest });
}

/** @throws TandemError `not_found` */
function versionNamed(name: string, versions: VersionLog): { version: number; timestamp: number } {
  const version = /^[1-9]\d{0,14}$/.test(name) ? Number(name) : 0;
  const timestamp = versions.timestampOf(version);
  if (timestamp !== undefined) return { version, timestamp };
  const { oldest, latest } = versions;
  const why =
    version > 0 && version < oldest
      ? `Version ${version} is not kept any more: a room’s history holds ${roomRates.maxHistoryBytes / 1024 / 1024} MiB, and the oldest version of this one is ${oldest}.`
      : `There is no such version: they count from 1, and the latest is ${latest}.`;
  throw new TandemError('not_found', why);
}

function replay(versions: VersionLog, version: number): Y.Doc {
  return loadDocument((leftOut) => versions.load({ version, leftOut }), { gc: true }).doc;
}
