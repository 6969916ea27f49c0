import { TandemError } from '../../../shared/errors.ts';
import { policyFrom } from '../../../shared/fetch-policy.ts';
import type { Effect } from '../../../shared/host.ts';
import type { RunRequest, RunState } from '../../../shared/run.ts';
import { type ChangeKind, changeKinds, type DryRoom } from '../host/dry-room.ts';
import type { DryRun, SandboxTools } from '../host/sandbox-tools.ts';
import type { MergePlan } from '../host/merge.ts';
import type { ProposedAction } from './require-approval.ts';

/** Files that a question names in its sentences; its diff has all of them. */
const listed = 5;

/** A command on a copy of the room, and what it would do to the files as they are now. */
export interface LookedAt extends DryRun {
  plan: MergePlan;
}

/**
 * A command: run on a copy of the room first, and again when something that it saw has changed, or the lines that it writes:
 * that is cheap, and tells what it would do now. One that changes nothing is nothing to ask about.
 */
export const proposeBash = (
  sandbox: Pick<SandboxTools, 'dryRun' | 'isFresh' | 'plan'>,
  { input, signal }: { input: { command: string }; signal: AbortSignal },
): ProposedAction<LookedAt> => {
  let looked: LookedAt | undefined;
  return {
    tool: 'bash',
    kinds: ['bash', 'delete'],
    input,
    preview: async () => {
      const plan = looked && sandbox.isFresh(looked.room) ? sandbox.plan(looked.room) : undefined;
      if (looked && plan?.target === looked.plan.target) looked = { ...looked, plan };
      else {
        const done = await sandbox.dryRun(input.command, signal);
        looked = { ...done, plan: sandbox.plan(done.room) };
      }
      const { plan: now, room } = looked;
      if (now.effects.length === 0) return { basis: looked };
      return { shown: { ...shown(now, kindsOf(now, room)), request: input.command }, basis: looked };
    },
  };
};

/** What a program has changed in a copy of the room while it ran. It is not run again: it may have sent something. */
export const proposeChanges = (
  sandbox: Pick<SandboxTools, 'plan'>,
  { input, room, state }: { input: RunRequest; room: DryRoom; state: RunState },
): ProposedAction<MergePlan> => ({
  tool: 'run',
  kinds: changeKinds,
  input,
  preview: () => {
    const plan = sandbox.plan(room);
    if (plan.effects.length === 0) return { basis: plan };
    const { target, note, ...rest } = shown(plan, kindsOf(plan, room));
    const notes = [
      `This is what the program would change${state === 'succeeded' ? '' : ' until it failed'}; it has run already.`,
      note,
      ...plan.stale.map((path) => `“${path}” changed since the program read it.`),
      ...plan.leftOut,
    ];
    return {
      shown: {
        ...rest,
        note: notes.filter((each) => each !== undefined).join(' '),
        // Told once: what is read again and again would be asked about without end.
        target: JSON.stringify([target, plan.stale, plan.leftOut]),
      },
      basis: plan,
    };
  },
});

/** What all that a dry run does to files counts as: how it was written, and deleting where something goes in the end. */
export const kindsOf = ({ deleted }: MergePlan, { kinds }: DryRoom): ChangeKind[] =>
  changeKinds.filter((kind) => (kind === 'delete' ? deleted.length > 0 : kinds.has(kind)));

/** Changes of files as a question shows them. */
function shown({ changes, target }: MergePlan, kinds: readonly ChangeKind[]) {
  const { paths, deleted, diff } = changes;
  const path = shortList(paths);
  const gone = shortList(deleted);
  return {
    path,
    as: kinds.map((kind) => ({ kind, path: kind === 'delete' ? gone : path })),
    ...(deleted.length > 0 && { note: `It deletes ${gone}.` }),
    diff,
    target,
  };
}

/** A request: its host is what is asked about, and all of it is shown. */
export const proposeFetch = (input: { url: string }): ProposedAction => ({
  tool: 'fetch',
  kinds: ['fetch'],
  input,
  get host() {
    return urlOf(input.url).host;
  },
  preview: () => {
    const { href, host } = urlOf(input.url);
    return { shown: { path: host, request: `GET ${href}`, target: href }, basis: undefined };
  },
});

/**
 * The URL as it will be asked for. Whether this machine's own addresses count is the executor's to say, as all of this is
 * again: here it is so that nobody is asked about what can't be.
 * @throws TandemError
 */
export function urlOf(raw: string): URL {
  const checked = policyFrom({ FETCH_LOOPBACK: '1' }).check(raw);
  if (checked.kind === 'refused') throw new TandemError('forbidden', checked.reason);
  return checked.url;
}

function shortList(paths: readonly string[]): string {
  const more = paths.length - listed;
  return paths.slice(0, listed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** What was done to a file, in a few words. */
export function describeEffect(effect: Effect): string {
  if (effect.kind === 'write') return `Writes ${effect.path}.`;
  if (effect.kind === 'delete') return `Deletes ${effect.path}.`;
  return effect.kind === 'rename' ? `Renames ${effect.path} to ${effect.to}.` : '';
}
