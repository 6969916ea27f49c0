import { TandemError } from '../../../shared/errors.ts';
import type { Effect } from '../../../shared/host.ts';
import { policyFrom } from '../../../shared/fetch-policy.ts';
import type { Hands, Rehearsal } from '../tools/hands.ts';
import type { Deed } from './pass.ts';

/** Files that a question names in its sentences; its diff has all of them. */
const listed = 5;

/** A command: run on a copy of the room first. One that changes nothing there is nothing to ask about. */
export const bashDeed = (
  hands: Pick<Hands, 'rehearse' | 'target'>,
  { input, signal }: { input: { command: string }; signal: AbortSignal },
  onRehearsed: (rehearsal: Rehearsal) => void,
): Deed => ({
  tool: 'bash',
  kind: 'bash',
  mayAlso: 'delete',
  input,
  look: async () => {
    const rehearsal = await hands.rehearse(input.command, signal);
    onRehearsed(rehearsal);
    const { effects, changes, target } = rehearsal;
    if (effects.length === 0) return undefined;
    const { paths, deleted, diff } = changes;
    const gone = shortList(deleted);
    return {
      path: shortList(paths.length > 0 ? paths : [...new Set(effects.map(pathOf))]),
      ...(deleted.length > 0 && { also: { kind: 'delete', path: gone }, note: `It deletes ${gone}.` }),
      request: input.command,
      ...(diff === '' ? {} : { diff }),
      target,
    };
  },
  target: () => hands.target(),
});

/** A request: its host is what is asked about, and all of it is shown. */
export const fetchDeed = (input: { url: string }): Deed => ({
  tool: 'fetch',
  kind: 'fetch',
  input,
  get host() {
    return urlOf(input.url).host;
  },
  look: () => {
    const { href, host } = urlOf(input.url);
    return { path: host, request: `GET ${href}`, target: href };
  },
});

/**
 * The URL as it will be asked for. Whether this machine's own addresses count is the executor's to say, as all of this is
 * again: here it is so that nobody is asked about what can't be.
 * @throws TandemError
 */
export function urlOf(raw: string): URL {
  const url = policyFrom({ FETCH_LOOPBACK: '1' }).check(raw);
  if (typeof url === 'string') throw new TandemError('forbidden', url);
  return url;
}

function shortList(paths: readonly string[]): string {
  const more = paths.length - listed;
  return paths.slice(0, listed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const pathOf = (effect: Effect): string => ('path' in effect ? effect.path : '');

/** What was done to a file, in a few words. */
export function sayEffect(effect: Effect): string {
  if (effect.kind === 'write') return `Writes ${effect.path}.`;
  if (effect.kind === 'delete') return `Deletes ${effect.path}.`;
  return effect.kind === 'rename' ? `Renames ${effect.path} to ${effect.to}.` : '';
}
