import type { HostAnswer, HostCall } from './host.ts';
import type { QuotaKind, QuotaRefusal } from './quotas.ts';

/** By RPC it is always a promise. */
type Answer<T> = T | Promise<T>;

/** Whether the links of an epoch open the room. */
export type LinkState = 'good' | 'void' | 'deleted';

/** What the Worker calls of a room's coder. */
export interface CoderService {
  /** A call or the socket of a caller that the Worker has verified. */
  fetch(request: Request): Promise<Response>;
  /** What a program of the room asks of it. */
  hostCall(runId: string, call: HostCall): Promise<HostAnswer>;
  linksOf(epoch: number): Answer<LinkState>;
  /** @returns the name that the person is shown by in this room */
  claimName(name: string, userId: string): Answer<string>;
}

/** The counts of all that is begun on a server. */
export interface QuotaService {
  /** Counts one more, unless that is too many. `who`: an address, or a room. */
  take(kind: QuotaKind, who: string): Answer<QuotaRefusal | undefined>;
  /** As `take`, without counting. */
  look(kind: QuotaKind, who: string): Answer<QuotaRefusal | undefined>;
  ping(): Answer<'ok'>;
}
