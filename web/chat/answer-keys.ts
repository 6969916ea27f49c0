import { createEffect } from 'solid-js';
import type { Approval, Decision } from '../../shared/approvals.ts';
import { keyNameOf } from '../commands/chords.ts';
import type { Commands } from '../commands/commands.ts';
import { say } from '../ui/toast.tsx';
import { denial } from './approval-words.ts';

/** What makes an element the card of a question. */
export const cardOf = (id: string): { 'data-approval': string; tabindex: -1 } => ({
  'data-approval': id,
  tabindex: -1,
});

interface AnswerKeys {
  commands: Commands;
  /** The question that keys answer. */
  oldest: () => Approval | undefined;
  decide: () => ((id: string, decision: Decision) => void) | undefined;
  /** By question, why it would be denied, as far as that is written. */
  reasons: ReadonlyMap<string, string>;
  /** Draws the message of a turn, wherever it is. */
  reveal: (turn: string) => void;
}

/** Answers the oldest question by key, if its card is in sight: nobody says yes to what they have not seen. */
export function createAnswerKeys({ commands, oldest, decide, reasons, reveal }: AnswerKeys): void {
  const answer = (approval: Approval, key: 'approve' | 'deny', decision: () => Decision): void => {
    const card = find(approval.id);
    if (card && isInSight(card)) {
      decide()?.(approval.id, decision());
      return;
    }
    if (!card?.checkVisibility()) {
      commands.run('goToChat');
      reveal(approval.turn);
      find(approval.id)?.focus({ preventScroll: true });
    }
    answersOf(find(approval.id))?.scrollIntoView({ block: 'end' });
    say(`The agent’s question was out of sight. Read it, then press ${keyNameOf(key) ?? 'the key'} again.`);
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

const find = (id: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-approval="${CSS.escape(id)}"]`);

const answersOf = (card: Element | null): Element | undefined =>
  card?.querySelector('.approval-answers') ?? undefined;

/** Its answers are, whole, and as much of it above them as there is place for, or nearly. */
function isInSight(card: HTMLElement): boolean {
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
