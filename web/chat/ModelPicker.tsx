import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import Check from 'lucide-solid/icons/check';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import { createMemo, createSignal, For, Show } from 'solid-js';
import { builtInModel } from '../../shared/chat.ts';
import type { Coder } from '../coder/coder.ts';
import { MenuPortal } from '../ui/MenuPortal.tsx';
import './model-picker.css';

/** The model that answers in this room, for everyone, and what it is waiting for. */
export function ModelPicker(props: { coder: Coder; editing: boolean }) {
  const state = () => props.coder.agentState();
  const models = createMemo(() => state()?.models ?? [], [], {
    equals: (a, b) => a.length === b.length && a.every((name, at) => name === b[at]),
  });
  const [problem, setProblem] = createSignal('');
  const choose = async (model: string): Promise<void> => {
    setProblem('');
    try {
      await props.coder.chat.chooseModel(model);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The model could not be changed. Try again.');
    }
  };
  return (
    <Show when={state()?.model}>
      {(model) => (
        <>
          <Show
            when={props.editing && models().length > 1}
            fallback={
              <span class="model-name" title={hintOf(model())}>
                {titleOf(model())}
              </span>
            }
          >
            <DropdownMenu placement="bottom-start" gutter={4} modal={false}>
              <DropdownMenu.Trigger
                class="model-name model-trigger"
                aria-label={`Model: ${titleOf(model())}`}
                title={hintOf(model())}
              >
                <span>{titleOf(model())}</span> <ChevronDown size={14} />
              </DropdownMenu.Trigger>
              <MenuPortal>
                <DropdownMenu.Content class="menu">
                  <DropdownMenu.RadioGroup value={model()} onChange={(name) => void choose(name)}>
                    <For each={models()}>
                      {(name) => (
                        <DropdownMenu.RadioItem class="menu-item" value={name} closeOnSelect>
                          <span class="menu-check">
                            <DropdownMenu.ItemIndicator>
                              <Check size={16} />
                            </DropdownMenu.ItemIndicator>
                          </span>
                          {titleOf(name)}
                        </DropdownMenu.RadioItem>
                      )}
                    </For>
                  </DropdownMenu.RadioGroup>
                </DropdownMenu.Content>
              </MenuPortal>
            </DropdownMenu>
          </Show>
          <Show when={problem() || state()?.notice}>
            {(text) => (
              <span class="model-notice" role="status" title={text()}>
                {text()}
              </span>
            )}
          </Show>
        </>
      )}
    </Show>
  );
}

/** The built-in commands are not a language model, so they have a title of their own. */
const titleOf = (name: string): string => (name === builtInModel ? 'Built-in commands' : name);
const hintOf = (name: string): string =>
  name === builtInModel
    ? 'No language model answers. The agent follows a small set of commands: ask “help”.'
    : 'The model that answers';
