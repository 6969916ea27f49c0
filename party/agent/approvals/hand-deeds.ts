import { TandemError } from '../../../shared/errors.ts';
import type { Effect } from '../../../shared/host.ts';
import { policyFrom } from '../../executor/fetch-policy.ts';
import { lineDiff } from '../edits/line-diff.ts';
import { planRewrite } from '../edits/plan.ts';
import { cutOutput } from '../tools/cut.ts';
import type { Hands, Rehearsal } from '../tools/hands.ts';
import type { Deed } from './pass.ts';

/** Changes that a question names; the rest is counted. */
const listed = 20;

/** A command: run on a copy of the room first. One that changes nothing there is nothing to ask about. */
export const bashDeed = (
  hands: Pick<Hands, 'rehearse' | 'target'>,
  { input, signal }: { input: { command: string }; signal: AbortSignal },
  onRehearsed: (rehearsal: Rehearsal) => void,
): Deed => ({
  tool: 'bash',
  kind: 'bash',
  input,
  look: async () => {
    const rehearsal = await hands.rehearse(input.command, signal);
    onRehearsed(rehearsal);
    const { effects, target } = rehearsal;
    if (effects.length === 0) return undefined;
    const diff = cutOutput(diffOf(rehearsal));
    const notes = [shortList(effects.map(sayEffect), ' '), diff.note];
    return {
      path: shortList([...new Set(effects.map(pathOf))], ', '),
      request: input.command,
      ...(diff.text === '' ? {} : { diff: diff.text }),
      note: notes.filter((note) => note !== undefined).join(' '),
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

function shortList(words: readonly string[], between: string): string {
  const more = words.length - listed;
  return words.slice(0, listed).join(between) + (more > 0 ? `${between}And ${more} more.` : '');
}

const pathOf = (effect: Effect): string => ('path' in effect ? effect.path : '');

/** What was done to a file, in a few words. */
export function sayEffect(effect: Effect): string {
  if (effect.kind === 'write') return `Writes ${effect.path}.`;
  if (effect.kind === 'delete') return `Deletes ${effect.path}.`;
  return effect.kind === 'rename' ? `Renames ${effect.path} to ${effect.to}.` : '';
}

function diffOf({ before, after }: Rehearsal): string {
  const parts = [...after].flatMap(([path, text]) => {
    const old = before.get(path) ?? '';
    const plan = planRewrite(old, text);
    return text === old || 'problem' in plan ? [] : [` ${path}\n${lineDiff(old, plan.hunks).diff}`];
  });
  return parts.join('\n');
}
