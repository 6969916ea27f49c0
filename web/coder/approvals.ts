import { type Accessor, createMemo, createSignal } from 'solid-js';
import type { Approval } from '../../shared/approvals.ts';

interface Approvals {
  onApproval: (approval: Approval) => void;
  approval: (turn: string, callId: string) => Approval | undefined;
  /** Oldest first. */
  pending: Accessor<readonly Approval[]>;
}

/** The approvals that this page has received. */
export function createApprovals(): Approvals {
  const [byId, setById] = createSignal<ReadonlyMap<string, Approval>>(new Map());
  // Ids are ULIDs, which sort by time.
  const inOrder = createMemo(() => [...byId().values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
  return {
    onApproval: (approval) => setById((before) => new Map(before).set(approval.id, approval)),
    approval: (turn, callId) => inOrder().findLast((each) => each.turn === turn && each.callId === callId),
    pending: createMemo(() => inOrder().filter(({ state }) => state === 'pending')),
  };
}
