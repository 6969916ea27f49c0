import ChevronDown from 'lucide-solid/icons/chevron-down';
import ChevronUp from 'lucide-solid/icons/chevron-up';
import EyeOff from 'lucide-solid/icons/eye-off';
import X from 'lucide-solid/icons/x';
import { For, type JSX, Show } from 'solid-js';
import { keyNameOf } from '../commands/chords.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { MarkedText } from '../ui/MarkedText.tsx';
import type { AgentChange } from './agent-changes.ts';

const toolsPx = 34;
/** More removed lines than this are scrolled. */
const shownLines = 12;

/** How high the bar of a change is, in px. */
export const heightOf = ({ removed }: AgentChange, lineHeight: number): number =>
  toolsPx + Math.min(shownLines, removed.length) * lineHeight;

/** What an undo of a change would bring back, and buttons to keep or undo it and to go to others. */
export function ChangeBar(props: {
  change: AgentChange;
  number: number;
  count: number;
  editing: boolean;
  /** The editor's font, in px. */
  font: { size: number; lineHeight: number };
  onDecide: (verb: 'keep' | 'undo') => void;
  onStep: (step: 1 | -1) => void;
  onHide: () => void;
  onClose: () => void;
}) {
  const place = () => `${props.number} of ${props.count}`;
  const decision = (
    verb: 'keep' | 'undo',
    label: string,
    command: 'keepChange' | 'undoChange',
  ): JSX.Element => (
    <button type="button" class="change-act" title={keyNameOf(command)} onClick={() => props.onDecide(verb)}>
      {label}
    </button>
  );
  return (
    <div
      class="change-bar"
      role="group"
      aria-label={`Change ${place()} by the agent`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          props.onClose();
        }
      }}
    >
      <div class="change-tools">
        <span role="status">
          <span class="change-word">Change </span>
          {place()}
        </span>
        <span class="change-acts">
          <Show when={props.editing}>
            {decision('keep', 'Keep', 'keepChange')}
            {decision('undo', 'Undo', 'undoChange')}
          </Show>
          <IconButton label="Previous change" small onClick={() => props.onStep(-1)}>
            <ChevronUp size={16} />
          </IconButton>
          <IconButton label="Next change" small onClick={() => props.onStep(1)}>
            <ChevronDown size={16} />
          </IconButton>
          <IconButton label="Hide the agent’s changes" small onClick={() => props.onHide()}>
            <EyeOff size={16} />
          </IconButton>
          <IconButton label="Close" small onClick={() => props.onClose()}>
            <X size={16} />
          </IconButton>
        </span>
      </div>
      <Show when={props.change.removed.length > 0}>
        <div
          class="change-before"
          role="group"
          aria-label="What was there before"
          tabIndex={0}
          style={{ 'font-size': `${props.font.size}px`, 'line-height': `${props.font.lineHeight}px` }}
        >
          <For each={props.change.removed}>
            {(line) => (
              <div class="change-line">
                <MarkedText text={line} />
              </div>
            )}
          </For>
        </div>
      </Show>
    </div>
  );
}
