import { TandemError } from '../../../shared/errors.ts';
import { policyFrom } from '../../../shared/fetch-policy.ts';
import { type ActionEffect, changesFiles, type FileEffect } from '../../../shared/host.ts';
import type { RunRequest, RunState } from '../../../shared/run.ts';
import { type ChangeKind, changeKinds, type DryRoom } from '../host/dry-room.ts';
import type { DryRun, SandboxTools } from '../host/sandbox-tools.ts';
import type { MergePlan } from '../host/merge.ts';
import type { ProposedAction } from './require-approval.ts';

/** How many files a question names in its text; its diff has all of them. */
const listed = 5;

/** A command's dry run, and what it would do to the files as they are now. */
export interface PlannedDryRun extends DryRun {
  plan: MergePlan;
}

/**
 * A command. It first runs on a copy of the room, and again whenever something that it read or the lines that it writes
 * have changed: that is cheap, and shows what it would do now. A command that changes nothing needs no approval.
 */
export const proposeBash = (
  sandbox: Pick<SandboxTools, 'dryRun' | 'isFresh' | 'plan'>,
  { input, signal }: { input: { command: string }; signal: AbortSignal },
): ProposedAction<PlannedDryRun> => {
  let planned: PlannedDryRun | undefined;
  return {
    tool: 'bash',
    kinds: ['bash', 'delete'],
    input,
    preview: async () => {
      const plan = planned && sandbox.isFresh(planned.room) ? sandbox.plan(planned.room) : undefined;
      if (planned && plan?.target === planned.plan.target) planned = { ...planned, plan };
      else {
        const done = await sandbox.dryRun(input.command, signal);
        planned = { ...done, plan: sandbox.plan(done.room) };
      }
      const { plan: now, room } = planned;
      if (now.effects.length === 0) return { basis: planned };
      return { shown: { ...shown(now, kindsOf(now, room)), request: input.command }, basis: planned };
    },
  };
};

/** The changes that a program made in a copy of the room. It is not run again: it may have sent something. */
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
        // Asks again only for newly stale files: one that keeps changing would be asked about for ever.
        target: JSON.stringify([target, plan.stale, plan.leftOut]),
      },
      basis: plan,
    };
  },
});

/** The kinds of change that a dry run makes: how it wrote, and `delete` if a file is gone in the end. */
export const kindsOf = ({ deleted }: MergePlan, { kinds }: DryRoom): ChangeKind[] =>
  changeKinds.filter((kind) => (kind === 'delete' ? deleted.length > 0 : kinds.has(kind)));

/** Changes to files, as a question shows them. */
function shown({ changes, target }: MergePlan, kinds: readonly ChangeKind[]) {
  const { paths, deleted, diff } = changes;
  const path = shortList(paths);
  const gone = shortList(deleted);
  return {
    path,
    approvals: kinds.map((kind) => ({ kind, path: kind === 'delete' ? gone : path })),
    ...(deleted.length > 0 && { note: `It deletes ${gone}.` }),
    diff,
    target,
  };
}

/** A request: people are asked about its host, and see its whole URL. */
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
 * Checks and normalizes a URL, so that nobody is asked about one that would be refused. The executor checks it again;
 * only it knows whether this machine's own addresses are allowed.
 * @throws TandemError `forbidden`
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

/** A sentence about each file that was changed. */
export const describeChanges = (effects: readonly ActionEffect[]): string[] =>
  effects.filter(changesFiles).map(describeChange);

function describeChange(effect: FileEffect): string {
  if (effect.kind === 'write') {
    const rest = effect.partly ? ', without what would replace lines that were deleted meanwhile' : '';
    return `Writes ${effect.path}${rest}.`;
  }
  if (effect.kind === 'delete') return `Deletes ${effect.path}.`;
  return `Renames ${effect.path} to ${effect.to}.`;
}
