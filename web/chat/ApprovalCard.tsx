import { createSignal, onCleanup, Show } from 'solid-js';
import type { Approval, Decision } from '../../shared/approvals.ts';
import { chatLimits } from '../../shared/limits.ts';
import { every } from '../../shared/timers.ts';
import { ariaKeysOf, keyNameOf } from '../commands/chords.ts';
import { serverNow } from '../server-clock.ts';
import { formatCountdown } from '../ui/format.ts';
import { MarkedText } from '../ui/MarkedText.tsx';
import { cardOf } from './answer-keys.ts';
import { Diff } from './Diff.tsx';
import { alwaysOf, denial, isShownByStep, questionOf } from './approval-labels.ts';
import './approval-card.css';

/** A pending approval: what the agent would do, and the answers for people who may give them. */
export function ApprovalCard(props: {
  approval: Approval;
  /** Undefined for people who may not answer. */
  decide: ((id: string, decision: Decision) => void) | undefined;
  /** Whether this person may also allow this kind of action for good. */
  canAlwaysAllow: boolean;
  reasons: Map<string, string>;
}) {
  return (
    <div class="approval" role="group" aria-label={questionOf(props.approval)} {...cardOf(props.approval.id)}>
      <Show when={!isShownByStep(props.approval)}>
        <p class="approval-question">{questionOf(props.approval)}</p>
      </Show>
      <Show when={props.approval.request}>
        {(request) => (
          <pre class="approval-request" tabindex="0" aria-label="The whole request">
            <MarkedText text={request()} />
          </pre>
        )}
      </Show>
      <Show when={props.approval.diff}>{(diff) => <Diff diff={diff()} />}</Show>
      <Show when={props.approval.note}>
        {(note) => (
          <p class="approval-note">
            <MarkedText text={note()} />
          </p>
        )}
      </Show>
      <p class="approval-terms">
        <span>{props.decide ? 'Any editor can decide' : 'Waiting for someone who can edit this room'}</span>
        <Countdown until={props.approval.until} />
      </p>
      <Show when={props.decide}>
        {(decide) => (
          <form
            class="approval-answers"
            onSubmit={(event) => {
              event.preventDefault();
              decide()(props.approval.id, denial(props.reasons.get(props.approval.id)));
            }}
          >
            <button
              type="button"
              class="button button-primary"
              aria-keyshortcuts={ariaKeysOf('approve')}
              onClick={() => decide()(props.approval.id, { decision: 'allow' })}
            >
              Allow once <kbd aria-hidden="true">{keyNameOf('approve')}</kbd>
            </button>
            <Show when={props.canAlwaysAllow}>
              <button
                type="button"
                class="button approval-always"
                onClick={() => decide()(props.approval.id, { decision: 'always' })}
              >
                Always allow {alwaysOf(props.approval)}
              </button>
            </Show>
            <input
              class="field approval-reason"
              aria-label="Reason for denying"
              placeholder="Why not? (optional)"
              maxLength={chatLimits.maxReasonLength}
              value={props.reasons.get(props.approval.id) ?? ''}
              onInput={(event) => props.reasons.set(props.approval.id, event.currentTarget.value)}
            />
            <button
              type="submit"
              class="button button-quiet approval-deny"
              aria-keyshortcuts={ariaKeysOf('deny')}
            >
              Deny <kbd aria-hidden="true">{keyNameOf('deny')}</kbd>
            </button>
          </form>
        )}
      </Show>
    </div>
  );
}

function Countdown(props: { until: number }) {
  const [now, setNow] = createSignal(serverNow());
  onCleanup(every(1_000, () => setNow(serverNow())));
  return <span class="approval-time">Denied automatically in {formatCountdown(props.until - now())}</span>;
}
