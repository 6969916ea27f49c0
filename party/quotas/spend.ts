import { rateLimited, type TandemError } from '../../shared/errors.ts';
import type { QuotaKind, QuotaRefusal } from '../../shared/quotas.ts';
import type { QuotaService } from '../../shared/services.ts';
import type { Env } from '../env.ts';

export const quotasOf = ({ Quotas: all }: Pick<Env, 'Quotas'>): QuotaService =>
  all.get(all.idFromName('server'));

/** The server's quotas. `who` is an address from `addressOf`, or the room for model calls. */
export const serverQuotas = (env: Pick<Env, 'Quotas'>) => ({
  /** Counts one more of a kind. @throws TandemError `rate_limited` */
  async spend(kind: QuotaKind, who: string): Promise<void> {
    const refusal = await quotasOf(env).take(kind, who);
    if (refusal) throw tooMuch(refusal);
  },
  /** As {@link spend}, but without counting. @throws TandemError `rate_limited` */
  async assertLeft(kind: QuotaKind, who: string): Promise<void> {
    const refusal = await quotasOf(env).check(kind, who);
    if (refusal) throw tooMuch(refusal);
  },
});

const words: Record<QuotaKind, string> = {
  rooms: 'new rooms',
  sessions: 'room visits',
  runs: 'runs and commands',
  turns: 'requests to the agent',
  modelCalls: 'model calls',
};

function tooMuch({ kind, scope, window, retryAfterMs }: QuotaRefusal): TandemError {
  const one = kind === 'modelCalls' ? 'in this room' : 'from your address';
  const from = scope === 'one' ? one : 'on this server';
  return rateLimited(`There were too many ${words[kind]} ${from} this ${window}.`, retryAfterMs);
}
