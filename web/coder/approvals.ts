import { type Accessor, createMemo, createSignal } from 'solid-js';
import type { Approval } from '../../shared/approvals.ts';

interface Approvals {
  onApproval: (approval: Approval) => void;
  approval: (turn: string, callId: string) => Approval | undefined;
  /** Oldest first. */
  pending: Accessor<readonly Approval[]>;
}

/** The agent's questions as this page was told of them. */
export function createApprovals(): Approvals {
  const [byId, setById] = createSignal<ReadonlyMap<string, Approval>>(new Map());
  // Ids sort by time.
  const inOrder = createMemo(() => [...byId().values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
  return {
    onApproval: (approval) => setById((before) => new Map(before).set(approval.id, approval)),
    approval: (turn, callId) => inOrder().findLast((each) => each.turn === turn && each.callId === callId),
    pending: createMemo(() => inOrder().filter(({ state }) => state === 'pending')),
  };
}
