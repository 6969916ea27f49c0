import { createMemo, For, Show } from 'solid-js';
import { Markdown } from './Markdown.tsx';
import { PlainText, type TextLinks } from './TextLinks.tsx';

/** Longer texts are shown as they were written: some Markdown takes a second for each 10,000 characters. */
const maxMarkdownLength = 4_000;

/** What a person wrote. */
export function PersonText(props: { text: string; links: TextLinks }) {
  const truncated = createMemo(() => props.links.mentions.filter(({ note }) => note !== undefined));
  return (
    <>
      <Show
        when={props.text.length <= maxMarkdownLength}
        fallback={<PlainText text={props.text} links={props.links} />}
      >
        <Markdown text={props.text} live={false} whole links={props.links} />
      </Show>
      <For each={truncated()}>
        {({ label, note }) => (
          <p class="chat-note">
            The agent was given only part of {label}. {note}
          </p>
        )}
      </For>
    </>
  );
}
