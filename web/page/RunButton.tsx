import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import { Tooltip } from '@kobalte/core/tooltip';
import Check from 'lucide-solid/icons/check';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import Play from 'lucide-solid/icons/play';
import { For } from 'solid-js';
import type { Room } from '../room.ts';
import { TooltipText } from '../ui/IconButton.tsx';
import { withCtrl } from '../ui/keys.ts';
import type { Entry } from './entry.ts';
import './run-button.css';

/** Runs the entry; the second half chooses which file that is. */
export function RunButton(props: { room: Room; entry: Entry; onRun: () => void }) {
  const reason = () =>
    props.room.readonlyReason() ??
    (props.entry.entry() ? undefined : 'There is no TypeScript or JavaScript file to run yet.');
  const name = () => props.entry.entry()?.path.split('/').at(-1) ?? 'no file';
  return (
    <div class="run" classList={{ 'run-off': reason() !== undefined }}>
      <Tooltip openDelay={500} closeDelay={0} gutter={4}>
        <Tooltip.Trigger
          as="button"
          type="button"
          class="run-go"
          aria-label={`Run ${props.entry.entry()?.path ?? ''}`}
          aria-disabled={reason() !== undefined}
          onClick={() => {
            if (reason() === undefined) props.onRun();
          }}
        >
          <Play size={16} />
          <span class="run-word">Run</span>
        </Tooltip.Trigger>
        <TooltipText text={reason() ?? `Run ${props.entry.entry()?.path ?? ''}`} keys={withCtrl('Enter')} />
      </Tooltip>
      <DropdownMenu gutter={4}>
        <DropdownMenu.Trigger class="run-entry" aria-label={`${name()}, choose the file to run`}>
          <span class="run-file">{name()}</span>
          <ChevronDown size={14} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content class="menu">
            <DropdownMenu.RadioGroup
              value={props.entry.entry()?.id ?? ''}
              onChange={(id) => props.entry.choose(id)}
            >
              <For
                each={props.entry.choices()}
                fallback={<div class="menu-label">No TypeScript or JavaScript file yet</div>}
              >
                {(file) => (
                  <DropdownMenu.RadioItem class="menu-item run-item" value={file.id}>
                    <span class="menu-check">
                      <DropdownMenu.ItemIndicator>
                        <Check size={16} />
                      </DropdownMenu.ItemIndicator>
                    </span>
                    {file.path}
                  </DropdownMenu.RadioItem>
                )}
              </For>
            </DropdownMenu.RadioGroup>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu>
    </div>
  );
}
