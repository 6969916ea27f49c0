import { lazyAnswers } from '../../shared/lazy-answers.ts';
import type { Usage, UsageLimits } from '../../shared/usage.ts';
import { type Call, read } from '../coder/api.ts';

/** What the room's turns have used. Rejects with a `CommandError`, as {@link setUsageLimits}. */
export const loadUsage = async (call: Call): Promise<Usage> =>
  read(lazyAnswers['GET usage'], await call('GET', 'usage'));

/** For owners. @returns the usage with these limits */
export const setUsageLimits = async (call: Call, limits: UsageLimits): Promise<Usage> =>
  read(lazyAnswers['GET usage'], await call('PUT', 'usage/limits', limits));
