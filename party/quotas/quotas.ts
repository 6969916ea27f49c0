import { DurableObject } from 'cloudflare:workers';
import { isLocalOnly } from '../../shared/origins.ts';
import { type QuotaKind, type QuotaRefusal, readQuotas } from '../../shared/quotas.ts';
import type { QuotaService } from '../../shared/services.ts';
import type { Env } from '../env.ts';
import { QuotaCounters } from './counters.ts';

/** The server's quota counters, in one Durable Object that all of the Worker's instances share. */
export class Quotas extends DurableObject<Env> implements QuotaService {
  readonly #counters: QuotaCounters;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#counters = new QuotaCounters({
      storage: ctx.storage.kv,
      hourly: readQuotas(env.QUOTAS, isLocalOnly(env.ALLOWED_ORIGINS)),
      now: () => Date.now(),
    });
  }

  take(kind: QuotaKind, who: string): QuotaRefusal | undefined {
    return this.#counters.take(kind, who);
  }

  check(kind: QuotaKind, who: string): QuotaRefusal | undefined {
    return this.#counters.check(kind, who);
  }

  /** For `GET /health`. */
  ping(): 'ok' {
    return 'ok';
  }
}
