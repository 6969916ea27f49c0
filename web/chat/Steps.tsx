import Ban from 'lucide-solid/icons/ban';
import Check from 'lucide-solid/icons/check';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import FilePlus from 'lucide-solid/icons/file-plus';
import FileText from 'lucide-solid/icons/file-text';
import Globe from 'lucide-solid/icons/globe';
import ListTree from 'lucide-solid/icons/list-tree';
import LoaderCircle from 'lucide-solid/icons/loader-circle';
import Minus from 'lucide-solid/icons/minus';
import Pencil from 'lucide-solid/icons/pencil';
import Play from 'lucide-solid/icons/play';
import Search from 'lucide-solid/icons/search';
import ListChecks from 'lucide-solid/icons/list-checks';
import CircleStop from 'lucide-solid/icons/circle-stop';
import ShieldAlert from 'lucide-solid/icons/shield-alert';
import Terminal from 'lucide-solid/icons/terminal';
import Trash2 from 'lucide-solid/icons/trash';
import Wrench from 'lucide-solid/icons/wrench';
import X from 'lucide-solid/icons/x';
import { createMemo, createSignal, Index, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Approval, Decision } from '../../shared/approvals.ts';
import type { ToolPart } from '../coder/messages.ts';
import { LinkedText, type OpenAt } from '../ui/LinkedText.tsx';
import { MarkedText } from '../ui/MarkedText.tsx';
import { ApprovalCard } from './ApprovalCard.tsx';
import { answerOf } from './approval-labels.ts';
import { Diff } from './Diff.tsx';
import { formatCount, formatDuration } from '../ui/format.ts';
import { pluralize } from '../ui/pluralize.ts';
import './steps.css';
import { summarize, type Step, type StepState } from './tool-summary.ts';
import { createWholePart } from './whole-part.ts';
import { WholePartNotice } from './WholePartNotice.tsx';
import { LineCounts } from './LineCounts.tsx';

const icons = {
  read: FileText,
  edit: Pencil,
  create: FilePlus,
  delete: Trash2,
  run: Play,
  list: ListTree,
  search: Search,
  check: ListChecks,
  bash: Terminal,
  fetch: Globe,
  tool: Wrench,
};
const stateIcons: Record<StepState, typeof Check> = {
  running: LoaderCircle,
  waiting: ShieldAlert,
  denied: Ban,
  stopped: CircleStop,
  done: Check,
  failed: X,
  unfinished: Minus,
};
const stateNames: Record<StepState, string> = {
  running: 'running',
  waiting: 'Needs approval',
  denied: 'Denied',
  stopped: 'Stopped',
  done: 'done',
  failed: 'failed',
  unfinished: 'Not finished',
};
/** States whose name is shown; icon and colour are enough for the others. */
const spelledOut = new Set<StepState>(['waiting', 'denied', 'stopped', 'unfinished']);

export interface StepActions {
  openAt: OpenAt | undefined;
  openRun: (runId: string) => void;
  /** The approval requested for a tool call of a turn. */
  approval: (turn: string, callId: string) => Approval | undefined;
  /** All that a tool call of a turn got and gave. */
  wholeCall: (turn: string, callId: string) => Promise<Pick<Partial<ToolPart>, 'input' | 'output'>>;
  /** Answers it; undefined for people who may not. */
  decide: ((id: string, decision: Decision) => void) | undefined;
  /** Whether this person may also allow this kind of action for good. */
  canAlwaysAllow: boolean;
  /** Reasons for denial typed so far, by approval id, so that the key that denies can send them. */
  reasons: Map<string, string>;
}

/** The agent's tool calls between two stretches of text. */
export function Steps(props: {
  parts: readonly ToolPart[];
  turn: string;
  live: boolean;
  /** How long each call took in ms, by call id. */
  toolMs: Readonly<Record<string, number>> | undefined;
  /** The surrounding text already says what went wrong. */
  isProblemInText: boolean;
  actions: StepActions;
}) {
  return (
    <ul class="chat-steps">
      <Index each={props.parts}>
        {(part) => (
          <StepCard
            part={part()}
            turn={props.turn}
            live={props.live}
            isProblemInText={props.isProblemInText}
            durationMs={props.toolMs?.[part().callId]}
            approval={props.actions.approval(props.turn, part().callId)}
            actions={props.actions}
          />
        )}
      </Index>
    </ul>
  );
}

function StepCard(props: {
  part: ToolPart;
  turn: string;
  live: boolean;
  isProblemInText: boolean;
  durationMs: number | undefined;
  approval: Approval | undefined;
  actions: StepActions;
}) {
  const pending = createMemo(() => (props.approval?.state === 'pending' ? props.approval : undefined));
  const whole = createWholePart(
    () => props.part,
    () => open(),
    () => props.actions.wholeCall(props.turn, props.part.callId),
  );
  const step = createMemo((): Step => ({
    // The time would include waiting for an approval.
    durationMs: props.approval ? 0 : (props.durationMs ?? 0),
    ...summarize(whole.part(), props.live, props.approval),
  }));
  const [toggled, setToggled] = createSignal<boolean>();
  const hasBody = createMemo(() => {
    const { problem, note, diff, detail, run, errors } = step();
    return Boolean(problem ?? note ?? diff ?? errors) || Boolean(detail) || run !== undefined;
  });
  /** Whether the step has a problem that no person chose and the text does not mention. */
  const hasProblem = () =>
    !props.isProblemInText &&
    (step().state === 'failed' || (step().state === 'unfinished' && step().problem !== undefined));
  const open = createMemo(
    () => hasBody() && (toggled() ?? (hasProblem() || props.approval?.reason !== undefined)),
  );
  return (
    <li class="chat-step" data-state={step().state}>
      <button
        type="button"
        class="chat-step-head"
        aria-expanded={hasBody() ? open() : undefined}
        disabled={!hasBody()}
        onClick={() => setToggled(!open())}
      >
        <ChevronRight size={14} class="chat-step-chevron" />
        <Dynamic component={icons[step().icon]} size={14} class="chat-step-icon" />
        <span class="chat-step-what">
          {step().verb}{' '}
          <code>
            <MarkedText text={step().target} />
          </code>
        </span>
        <Show when={step().added !== undefined}>
          <span class="chat-step-counts">
            <LineCounts added={step().added ?? 0} removed={step().removed ?? 0} />
          </span>
        </Show>
        <Show when={step().errors}>
          {(errors) => (
            <span class="chat-step-errors">{pluralize(errors().count, 'problem', 'problems')}</span>
          )}
        </Show>
        <span class="chat-step-state">
          <Dynamic component={stateIcons[step().state]} size={14} />
          <span classList={{ hidden: !spelledOut.has(step().state) }}>
            {step().answer ?? stateNames[step().state]}
          </span>
        </span>
        <Show when={step().growing}>
          {(length) => <span class="chat-step-time">{formatCount(length())} characters</span>}
        </Show>
        <Show when={step().durationMs}>
          {(ms) => <span class="chat-step-time">{formatDuration(ms())}</span>}
        </Show>
      </button>
      <Show when={pending()}>
        {(approval) => (
          <ApprovalCard
            approval={approval()}
            decide={props.actions.decide}
            canAlwaysAllow={props.actions.canAlwaysAllow}
            reasons={props.actions.reasons}
          />
        )}
      </Show>
      <Show when={props.approval && answerOf(props.approval)}>
        {(answer) => <p class="chat-step-answer">{answer()}</p>}
      </Show>
      <Show when={open()}>
        <StepBody step={step()} actions={props.actions} />
        <WholePartNotice whole={whole} />
      </Show>
    </li>
  );
}

function StepBody(props: { step: Step; actions: StepActions }) {
  return (
    <div class="chat-step-body">
      <Show when={props.step.problem}>
        {(problem) => (
          <pre class="chat-step-problem">
            <LinkedText text={problem()} openAt={props.actions.openAt} />
          </pre>
        )}
      </Show>
      <Show when={props.step.errors}>
        {(errors) => (
          <pre class="chat-step-detail" tabindex="0" aria-label="Problems that TypeScript finds">
            <LinkedText text={errors().list} openAt={props.actions.openAt} />
          </pre>
        )}
      </Show>
      <Show when={props.step.diff}>{(diff) => <Diff diff={diff()} />}</Show>
      <Show when={props.step.detail}>
        {(detail) => (
          <pre class="chat-step-detail" tabindex="0">
            <LinkedText text={detail()} openAt={props.actions.openAt} />
          </pre>
        )}
      </Show>
      <Show when={props.step.note}>{(note) => <p class="chat-step-note">{note()}</p>}</Show>
      <Show when={props.step.run}>
        {(run) => (
          <button type="button" class="chat-step-link" onClick={() => props.actions.openRun(run().runId)}>
            Open the output of run {run().number}
          </button>
        )}
      </Show>
    </div>
  );
}
