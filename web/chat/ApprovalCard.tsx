import Check from 'lucide-solid/icons/check';
import X from 'lucide-solid/icons/x';
import { Show } from 'solid-js';
import type { Approval, Decision } from '../../shared/approvals.ts';
import { agentLimits } from '../../shared/limits.ts';
import { chordName } from '../commands/chords.ts';
import { formatTime } from './format.ts';
import { Diff } from './Diff.tsx';
import { alwaysOf, denial, questionOf } from './approval-words.ts';
import './approval-card.css';

/** A question of the agent that waits: what it would do, and the answers for who may give them. */
export function ApprovalCard(props: {
  approval: Approval;
  /** Undefined for who may not answer. */
  decide: ((id: string, decision: Decision) => void) | undefined;
  /** Who answers may also say that it is not asked again. */
  settles: boolean;
  reasons: Map<string, string>;
}) {
  return (
    <div class="approval" role="group" aria-label={questionOf(props.approval)}>
      <p class="approval-question">{questionOf(props.approval)}</p>
      <Show when={props.approval.request}>
        {(request) => (
          <pre class="approval-request" tabindex="0" aria-label="The whole request">
            {request()}
          </pre>
        )}
      </Show>
      <Show when={props.approval.diff}>{(diff) => <Diff diff={diff()} />}</Show>
      <Show when={props.approval.note}>{(note) => <p class="chat-step-note">{note()}</p>}</Show>
      <Show
        when={props.decide}
        fallback={<p class="chat-step-note">Waits for someone who can edit this room.</p>}
      >
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
              class="button approval-allow"
              title={`Allow once (${chordName('Alt+Y')})`}
              onClick={() => decide()(props.approval.id, { decision: 'allow' })}
            >
              <Check size={14} /> Allow once
            </button>
            <Show when={props.settles}>
              <button
                type="button"
                class="button"
                onClick={() => decide()(props.approval.id, { decision: 'always' })}
              >
                Always allow {alwaysOf(props.approval)}
              </button>
            </Show>
            <input
              class="field approval-reason"
              aria-label="Reason for denying"
              placeholder="Reason (optional)"
              maxLength={agentLimits.maxReasonLength}
              value={props.reasons.get(props.approval.id) ?? ''}
              onInput={(event) => props.reasons.set(props.approval.id, event.currentTarget.value)}
            />
            <button type="submit" class="button" title={`Deny (${chordName('Alt+N')})`}>
              <X size={14} /> Deny
            </button>
          </form>
        )}
      </Show>
      <p class="chat-step-note">Without an answer it is denied at {formatTime(props.approval.until)}.</p>
    </div>
  );
}
