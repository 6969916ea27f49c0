import { createMemo, For, Show } from 'solid-js';
import { builtInModel } from '../../shared/chat.ts';
import { type ChatContext } from './context.ts';
import { suggestionsFor } from './suggestions.ts';

/** Shown in an empty chat: who answers here, and what to ask. */
export function EmptyChat(props: { context: ChatContext; editing: boolean; onTry: (text: string) => void }) {
  const { coder, paths } = props.context;
  const model = () => coder.agentState()?.model;
  const suggestions = createMemo(() => suggestionsFor(paths(), model() !== builtInModel));
  return (
    <div class="chat-empty">
      <p>The agent edits these files with you, runs them, and answers here for everyone in the room.</p>
      <Show when={model() === builtInModel}>
        <section class="chat-no-model" aria-label="No model connected">
          <strong>No model connected</strong>
          <p>
            The agent follows built-in commands. To ask in your own words, set <code>OPENAI_API_KEY</code> or{' '}
            <code>ANTHROPIC_API_KEY</code> in Tandem’s environment and restart it.
          </p>
        </section>
      </Show>
      <Show when={props.editing && model() !== undefined}>
        <ul aria-label="Suggestions">
          <For each={suggestions()}>
            {(suggestion) => (
              <li>
                <button type="button" class="chat-example" onClick={() => props.onTry(suggestion)}>
                  {suggestion}
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}
