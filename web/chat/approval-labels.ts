import type { Approval, AskKind, Decision } from '../../shared/approvals.ts';
import { withMarks } from '../ui/marks.ts';

type Question = Pick<Approval, 'kind' | 'path'>;

/** What “Always allow …” would allow. */
export const alwaysOf = ({ kind, path }: Question): string =>
  shortNames[kind].replace('PATH', () => withMarks(path));

const shortNames: Readonly<Record<AskKind, string>> = {
  edit: 'edits',
  delete: 'deleting',
  run: 'runs',
  bash: 'commands',
  fetch: 'reading from PATH',
};

const verbs: Readonly<Record<AskKind, string>> = {
  edit: 'edit',
  delete: 'delete',
  run: 'run',
  bash: 'run a command that changes',
  fetch: 'read from',
};

/** Whether the header of the approval's step already says what is done, and to which file. */
export const isShownByStep = ({ kind, tool }: Pick<Approval, 'kind' | 'tool'>): boolean =>
  tool === 'run' ? kind === 'run' : kind === 'edit' || kind === 'delete';

/** What the agent asks. A command inside a program has run already, so the question is about its changes. */
export const questionOf = ({ kind, path, tool }: Question & Pick<Approval, 'tool'>): string =>
  `The agent wants to ${tool === 'run' && kind === 'bash' ? 'change' : verbs[kind]} ${withMarks(path)}.`;

/** Who allowed it; undefined while it is pending or if it was not allowed, which the step itself shows. */
export function answerOf({ state, by, always }: Approval): string | undefined {
  if (state !== 'allowed') return undefined;
  return `${always ? 'Always allowed' : 'Allowed'} by ${by?.name ?? 'someone'}.`;
}

/** The decision to deny, with the reason if one was given. */
export function denial(reason = ''): Decision {
  const why = reason.trim();
  return { decision: 'deny', ...(why === '' ? {} : { reason: why }) };
}
