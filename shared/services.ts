import type { HostAnswer, HostCall } from './host.ts';
import type { QuotaKind, QuotaRefusal } from './quotas.ts';

/** Over RPC it is always a promise. */
type Answer<T> = T | Promise<T>;

/** Whether the links of an epoch still open the room. */
export type LinkState = 'good' | 'void' | 'deleted';

/** The RPC methods of a room's coder. */
export interface CoderService {
  /** An HTTP call or a WebSocket upgrade from a caller that the Worker has verified. */
  fetch(request: Request): Promise<Response>;
  /** A host call of one of the room's runs. */
  hostCall(runId: string, call: HostCall): Promise<HostAnswer>;
  linksOf(epoch: number): Answer<LinkState>;
  /** @returns the name under which the person is shown in this room */
  claimName(name: string, userId: string): Answer<string>;
}

/** Counts everything that is begun on a server, against its quotas. */
export interface QuotaService {
  /** Counts one more, unless that exceeds a quota. `who`: an address, or a room. */
  take(kind: QuotaKind, who: string): Answer<QuotaRefusal | undefined>;
  /** As `take`, without counting. */
  check(kind: QuotaKind, who: string): Answer<QuotaRefusal | undefined>;
  ping(): Answer<'ok'>;
}
