import { createEffect } from 'solid-js';
import type { Approval, Decision } from '../../shared/approvals.ts';
import { keyNameOf } from '../commands/chords.ts';
import type { Commands } from '../commands/commands.ts';
import { showToast } from '../ui/toast.tsx';
import { denial } from './approval-labels.ts';

/** Attributes that make an element the card of an approval. */
export const cardOf = (id: string): { 'data-approval': string; tabindex: -1 } => ({
  'data-approval': id,
  tabindex: -1,
});

interface AnswerKeys {
  commands: Commands;
  /** The approval that the keys answer. */
  oldest: () => Approval | undefined;
  decide: () => ((id: string, decision: Decision) => void) | undefined;
  /** Reasons for denial typed so far, by approval id. */
  reasons: ReadonlyMap<string, string>;
  /** Renders the message of a turn, however old it is. */
  reveal: (turn: string) => void;
}

/** Answers the oldest approval by key, if its card is visible: people must see what they allow. */
export function createAnswerKeys({ commands, oldest, decide, reasons, reveal }: AnswerKeys): void {
  const answer = (approval: Approval, key: 'approve' | 'deny', decision: () => Decision): void => {
    const card = findCard(approval.id);
    if (card && isCardVisible(card)) {
      decide()?.(approval.id, decision());
      return;
    }
    if (!card?.checkVisibility()) {
      commands.run('goToChat');
      reveal(approval.turn);
      findCard(approval.id)?.focus({ preventScroll: true });
    }
    answersOf(findCard(approval.id))?.scrollIntoView({ block: 'end' });
    showToast(
      `The agent’s question was out of sight. Read it, then press ${keyNameOf(key) ?? 'the key'} again.`,
    );
  };
  createEffect(() => {
    const approval = oldest();
    if (!approval) return;
    commands.provide({
      approve: () => answer(approval, 'approve', () => ({ decision: 'allow' })),
      deny: () => answer(approval, 'deny', () => denial(reasons.get(approval.id))),
    });
  });
}

const findCard = (id: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-approval="${CSS.escape(id)}"]`);

const answersOf = (card: Element | null): Element | undefined =>
  card?.querySelector('.approval-answers') ?? undefined;

/** Whether its buttons are fully visible, and at least 80% of what fits of the card above them. */
function isCardVisible(card: HTMLElement): boolean {
  const answers = answersOf(card)?.getBoundingClientRect();
  const frame = card.closest('.chat-scroll')?.getBoundingClientRect();
  if (!answers || !frame || !card.checkVisibility()) return false;
  const top = Math.max(frame.top, 0);
  const bottom = Math.min(frame.bottom, window.innerHeight);
  const whole = card.getBoundingClientRect();
  const seen = Math.min(whole.bottom, bottom) - Math.max(whole.top, top);
  const isAnswerable = answers.top >= top - 1 && answers.bottom <= bottom + 1;
  return isAnswerable && seen >= 0.8 * Math.min(whole.height, bottom - top);
}
