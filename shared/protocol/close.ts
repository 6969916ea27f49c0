/** Why a room closes a socket, and what the client does about it. */
export const closeCode = {
  malformed: 4400,
  tokenEnded: 4401,
  role: 4403,
  noRoom: 4404,
  deleted: 4405,
  foreignClientId: 4409,
  replicaRefused: 4410,
  purged: 4411,
  tooLarge: 4413,
  full: 4420,
  flood: 4429,
  internal: 1011,
  restarting: 1012,
  tryLater: 1013,
} as const;

/** The close reason for everyone who connects to a deleted room. */
export const deletedRoom = 'The owner has deleted this room and everything in it.';

/** The close reason for everyone connected during a purge, and for a replica from before it. */
export const purgedRoom = 'The owner has purged a text from this room: reload it.';

/**
 * `stop`: refused for good · `renew`: get a new token, then retry · `reload`: start over with a new replica ·
 * `wait`: closed as a flood, retry after `floodCooldownMs` · `full`: no seat left, retry after `fullDelayMs` ·
 * `later`: retry, more slowly each time, up to every `laterMaxDelayMs` · `retry`.
 */
export type CloseAction = 'stop' | 'renew' | 'reload' | 'wait' | 'full' | 'later' | 'retry';

const actions: Record<number, CloseAction> = {
  [closeCode.malformed]: 'stop',
  [closeCode.role]: 'stop',
  [closeCode.noRoom]: 'stop',
  [closeCode.deleted]: 'stop',
  [closeCode.foreignClientId]: 'stop',
  [closeCode.tooLarge]: 'stop',
  [closeCode.tokenEnded]: 'renew',
  [closeCode.replicaRefused]: 'reload',
  [closeCode.purged]: 'reload',
  [closeCode.flood]: 'wait',
  [closeCode.full]: 'full',
  [closeCode.tryLater]: 'later',
};

export const closeAction = (code: number): CloseAction => actions[code] ?? 'retry';
