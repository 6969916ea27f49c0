import Check from 'lucide-solid/icons/check';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import FilePlus from 'lucide-solid/icons/file-plus';
import FileText from 'lucide-solid/icons/file-text';
import ListTree from 'lucide-solid/icons/list-tree';
import LoaderCircle from 'lucide-solid/icons/loader-circle';
import Minus from 'lucide-solid/icons/minus';
import Pencil from 'lucide-solid/icons/pencil';
import Play from 'lucide-solid/icons/play';
import Wrench from 'lucide-solid/icons/wrench';
import X from 'lucide-solid/icons/x';
import { createMemo, createSignal, For, Index, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { ToolPart } from '../coder/messages.ts';
import { PlacedText, type OpenAt } from '../runs/PlacedText.tsx';
import { formatDuration } from './format.ts';
import { summarize, type Step, type StepState } from './tool-summary.ts';

const icons = {
  read: FileText,
  edit: Pencil,
  create: FilePlus,
  run: Play,
  list: ListTree,
  tool: Wrench,
};
const stateIcons = { running: LoaderCircle, done: Check, failed: X, unfinished: Minus };
const stateNames: Record<StepState, string> = {
  running: 'under way',
  done: 'done',
  failed: 'failed',
  unfinished: 'not finished',
};

export interface StepActions {
  openAt: OpenAt | undefined;
  openRun: (runId: string) => void;
}

/** What the agent did between two stretches of text. */
export function Steps(props: {
  parts: readonly ToolPart[];
  live: boolean;
  /** How long each call took, by its id. */
  toolMs: Readonly<Record<string, number>> | undefined;
  actions: StepActions;
}) {
  return (
    <ul class="chat-steps">
      <Index each={props.parts}>
        {(part) => (
          <StepCard
            step={{ durationMs: props.toolMs?.[part().callId] ?? 0, ...summarize(part(), props.live) }}
            actions={props.actions}
          />
        )}
      </Index>
    </ul>
  );
}

function StepCard(props: { step: Step; actions: StepActions }) {
  const [toggled, setToggled] = createSignal<boolean>();
  const hasBody = createMemo(() => {
    const { problem, note, diff, detail, run } = props.step;
    return Boolean(problem ?? note ?? diff) || Boolean(detail) || run !== undefined;
  });
  const open = createMemo(() => hasBody() && (toggled() ?? props.step.state === 'failed'));
  return (
    <li class="chat-step" data-state={props.step.state}>
      <button
        type="button"
        class="chat-step-head"
        aria-expanded={hasBody() ? open() : undefined}
        disabled={!hasBody()}
        onClick={() => setToggled(!open())}
      >
        <ChevronRight size={14} class="chat-step-chevron" />
        <Dynamic component={icons[props.step.icon]} size={14} class="chat-step-icon" />
        <span class="chat-step-what">
          {props.step.verb} <code>{props.step.target}</code>
        </span>
        <Show when={props.step.added !== undefined}>
          <span class="chat-step-counts">
            <span class="chat-added">+{props.step.added}</span>{' '}
            <span class="chat-removed">−{props.step.removed}</span>
          </span>
        </Show>
        <span class="chat-step-state">
          <Dynamic component={stateIcons[props.step.state]} size={14} />
          <span class="hidden">{stateNames[props.step.state]}</span>
        </span>
        <Show when={props.step.durationMs}>
          {(ms) => <span class="chat-step-time">{formatDuration(ms())}</span>}
        </Show>
      </button>
      <Show when={open()}>
        <StepBody step={props.step} actions={props.actions} />
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
            <PlacedText text={problem()} openAt={props.actions.openAt} />
          </pre>
        )}
      </Show>
      <Show when={props.step.diff}>{(diff) => <Diff diff={diff()} />}</Show>
      <Show when={props.step.detail}>
        {(detail) => (
          <pre class="chat-step-detail" tabindex="0">
            <PlacedText text={detail()} openAt={props.actions.openAt} />
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

/** `@@ line @@` starts a place; then lines that went and lines that came. */
function Diff(props: { diff: string }) {
  const rows = createMemo(() => readDiff(props.diff));
  return (
    <div class="chat-diff" role="group" aria-label="What changed" tabindex="0">
      <For each={rows()}>
        {(row) => (
          <div class="chat-diff-row" data-kind={row.kind}>
            <span class="chat-diff-line">{row.line}</span>
            <span class="chat-diff-sign">
              {row.kind === 'added' ? '+' : row.kind === 'removed' ? '−' : ''}
            </span>
            <span class="chat-diff-text">{row.text}</span>
          </div>
        )}
      </For>
    </div>
  );
}

interface DiffRow {
  kind: 'added' | 'removed' | 'other';
  line: number | '';
  text: string;
}

function readDiff(diff: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let before = 1;
  let after = 1;
  let shift = 0;
  for (const text of diff.split('\n')) {
    const head = /^@@ (\d+) @@$/.exec(text);
    if (head) {
      before = Number(head[1]);
      after = before + shift;
    } else if (text.startsWith('-')) {
      rows.push({ kind: 'removed', line: before++, text: text.slice(1) });
      shift--;
    } else if (text.startsWith('+')) {
      rows.push({ kind: 'added', line: after++, text: text.slice(1) });
      shift++;
    } else {
      rows.push({ kind: 'other', line: '', text });
    }
  }
  return rows;
}
