import type { Approval, AskKind } from '../../shared/approvals.ts';

export const shortNames: Readonly<Record<AskKind, string>> = {
  edit: 'edits',
  delete: 'deleting',
  run: 'runs',
};

const verbs: Readonly<Record<AskKind, string>> = { edit: 'edit', delete: 'delete', run: 'run' };

/** What the agent asks. */
export const questionOf = ({ kind, path }: Pick<Approval, 'kind' | 'path'>): string =>
  `The agent wants to ${verbs[kind]} ${path}.`;

/** Who allowed it; undefined while it waits, and for what was not: its step says that itself. */
export function answerOf({ state, by, always }: Approval): string | undefined {
  if (state !== 'allowed') return undefined;
  return `${always ? 'Always allowed' : 'Allowed'} by ${by?.name ?? 'someone'}.`;
}
