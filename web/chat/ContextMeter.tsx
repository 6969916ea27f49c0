import { type Accessor, createMemo, Show } from 'solid-js';
import type { Coder } from '../coder/coder.ts';
import { type ContextUse, contextUse, highPercent } from './context-use.ts';
import './context-meter.css';

/** How full the model's window is. Nothing where that is not known. */
export function ContextMeter(props: { coder: Coder }) {
  const use = createUse(props.coder);
  return (
    <Show when={use()}>
      {(now) => (
        <span
          class="context-meter"
          role="meter"
          aria-label="Context window"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.min(100, now().percent)}
          aria-valuetext={`${now().percent} % of the model’s window`}
          title={titleOf(now())}
          data-high={now().percent > highPercent ? '' : undefined}
        >
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <circle cx="8" cy="8" r="6" />
            <circle
              cx="8"
              cy="8"
              r="6"
              pathLength="100"
              stroke-dasharray={`${Math.min(100, now().percent)} 100`}
              transform="rotate(-90 8 8)"
            />
          </svg>
          {now().percent} %
        </span>
      )}
    </Show>
  );
}

/** Suggests a summary when the window is nearly full. */
export function CompactHint(props: { coder: Coder; onChoose: () => void }) {
  const use = createUse(props.coder);
  const high = () => {
    const now = use();
    return now && now.percent > highPercent && now.canCompact ? now : undefined;
  };
  return (
    <Show when={high()}>
      {(now) => (
        <p class="context-hint">
          The conversation takes {now().percent} % of the model’s window.{' '}
          <button type="button" class="context-hint-button" onClick={() => props.onChoose()}>
            /compact
          </button>{' '}
          summarises it.
        </p>
      )}
    </Show>
  );
}

const createUse = (coder: Coder): Accessor<ContextUse | undefined> =>
  createMemo(() => contextUse(newestFirst(coder), coder.agentState()?.model), undefined, {
    equals: (a, b) => a?.tokens === b?.tokens && a?.window === b?.window && a?.canCompact === b?.canCompact,
  });

function* newestFirst({ messageIds, message }: Coder): Generator<ReturnType<Coder['message']>> {
  for (const id of messageIds().toReversed()) yield message(id);
}

const titleOf = ({ tokens, window, percent }: ContextUse): string =>
  `${percent} % of the model’s window: ${count.format(tokens)} of ${count.format(window)} tokens. When it is nearly full, the older part of the conversation is summarised; /compact does so now.`;
const count = new Intl.NumberFormat('en');
