import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import { Tooltip } from '@kobalte/core/tooltip';
import Check from 'lucide-solid/icons/check';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import Play from 'lucide-solid/icons/play';
import { For, Show } from 'solid-js';
import type { Room } from '../room/room.ts';
import { TooltipText } from '../ui/IconButton.tsx';
import { keyNameOf } from '../commands/chords.ts';
import { useCommands } from '../commands/commands.ts';
import type { RunTarget } from '../runs/run-target.ts';
import { MenuPortal } from '../ui/MenuPortal.tsx';
import './run-button.css';

/** Runs a file or a configuration; its second part chooses which. */
export function RunButton(props: { room: Room; target: RunTarget; onRun: () => void }) {
  const commands = useCommands();
  const target = () => props.target.target();
  const reason = () =>
    props.room.readonlyReason() ??
    (target() ? undefined : 'There is no TypeScript or JavaScript file to run yet.');
  const name = () => target()?.name ?? 'no file';
  return (
    <div class="run" classList={{ 'run-off': reason() !== undefined }}>
      <Tooltip openDelay={500} closeDelay={0} gutter={4}>
        <Tooltip.Trigger
          as="button"
          type="button"
          class="run-go"
          aria-label={`Run ${target()?.path ?? ''}`}
          aria-disabled={reason() !== undefined}
          onClick={() => {
            if (reason() === undefined) props.onRun();
          }}
        >
          <Play size={16} />
          <span class="run-word">Run</span>
        </Tooltip.Trigger>
        <TooltipText text={reason() ?? `Run ${target()?.path ?? ''}`} keys={keyNameOf('run') ?? ''} />
      </Tooltip>
      <DropdownMenu gutter={4} modal={false}>
        <DropdownMenu.Trigger class="run-entry" title={name()} aria-label={`${name()}, choose what to run`}>
          <span class="run-file">{name()}</span>
          <ChevronDown size={14} />
        </DropdownMenu.Trigger>
        <MenuPortal>
          <DropdownMenu.Content class="menu">
            <DropdownMenu.RadioGroup value={props.target.chosen()} onChange={(id) => props.target.choose(id)}>
              <Choice id="" name="Current file" />
              <Show when={props.target.configs().length > 0}>
                <div class="menu-line" />
                <For each={props.target.configs()}>{({ id, name }) => <Choice id={id} name={name} />}</For>
              </Show>
              <div class="menu-line" />
              <For
                each={props.target.files()}
                fallback={<div class="menu-label">No TypeScript or JavaScript file yet</div>}
              >
                {({ id, path }) => <Choice id={id} name={path} code />}
              </For>
            </DropdownMenu.RadioGroup>
            <Show when={props.room.editable() && props.target.files().length > 0}>
              <div class="menu-line" />
              <DropdownMenu.Item class="menu-item" onSelect={() => commands.run('runConfigs')}>
                <span class="menu-check" />
                Edit configurations…
              </DropdownMenu.Item>
            </Show>
          </DropdownMenu.Content>
        </MenuPortal>
      </DropdownMenu>
    </div>
  );
}

function Choice(props: { id: string; name: string; code?: true }) {
  return (
    <DropdownMenu.RadioItem
      class="menu-item"
      classList={{ 'run-item': props.code === true }}
      value={props.id}
      closeOnSelect
    >
      <span class="menu-check">
        <DropdownMenu.ItemIndicator>
          <Check size={16} />
        </DropdownMenu.ItemIndicator>
      </span>
      {props.name}
    </DropdownMenu.RadioItem>
  );
}
