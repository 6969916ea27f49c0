import { TandemError } from '../../../../shared/errors.ts';
import { agentLimits } from '../../../../shared/limits.ts';
import { filesHolding } from '../../../../shared/purge-doc.ts';
import type { PeerOptions } from '../../../../shared/protocol/peer.ts';
import type { User } from '../../../../shared/roles.ts';
import { after } from '../../../../shared/timers.ts';
import type { Replica } from '../../replica/replica.ts';
import { readRoomUpdate } from '../../replica/read-room.ts';
import { notPurgedYet, requestPurge } from '../../replica/room-requests.ts';
import type { Sql } from '../../storage/sql.ts';
import type { VersionLog } from '../../replica/version-log.ts';
import { Purge } from './purge.ts';
import { purgeRecords } from './records.ts';
import { rewriteDatabase } from './rewrite.ts';

export interface PurgedCoder {
  sql: Sql;
  versions: VersionLog;
  storage: DurableObjectStorage;
  abort: (reason: string) => void;
  replica: () => Replica;
  connect: PeerOptions['connect'];
  reachRoom: () => Promise<void>;
  stop: (by: User) => Promise<unknown>;
  /** Stops storing the state that is in memory: it has the text. */
  freeze: () => void;
}

/** Made by the first coder: a Worker has no random numbers in global scope. */
let processId: string | undefined;

export function purgeOf(coder: PurgedCoder): Purge {
  const { sql, versions, storage, abort, replica, connect, reachRoom, stop, freeze } = coder;
  const purge = new Purge({
    sql,
    process: () => (processId ??= crypto.randomUUID()),
    reachRoom: async (text) => {
      await reachRoom();
      return filesHolding(replica().doc, text);
    },
    stop,
    purgeRoom: async (asked) => {
      await replica().endWith((peer) => requestPurge(peer, asked));
      return readRoomUpdate(connect).catch((error: unknown) => {
        throw new TandemError('unavailable', notPurgedYet, { cause: error });
      });
    },
    purgeRecords: (text, document) => {
      freeze();
      versions.forget(document);
      return purgeRecords(sql, storage.kv, text);
    },
    rewrite: () =>
      rewriteDatabase(sql, {
        usedBytes: () => storage.sql.databaseSize,
        commit: () => storage.sync(),
        kept: storage.kv,
      }),
    letGo: () => {
      storage
        .sync()
        .then(() => after(agentLimits.lastAnswerMs, () => abort('a text was purged')))
        .catch((error: unknown) => console.error('tandem: a purge is not on disk', error));
    },
  });
  purge.settle();
  return purge;
}
