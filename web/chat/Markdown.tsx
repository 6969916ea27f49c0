import { createEffect, createMemo, createRenderEffect, createSignal, Index, on, Show } from 'solid-js';
import { withoutAnsi } from '../ui/ansi.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { highlight } from './highlight.ts';
import { LinkDialog } from './LinkDialog.tsx';
import { readMarkdown, type Block } from './markdown.ts';
import { sanitize } from './sanitize.ts';
import { addLinks, type TextLinks } from './TextLinks.tsx';
import './markdown.css';

/**
 * A message's text. While a text grows (`live`), only its last block is rendered again. A text that is not `whole`, for
 * example because its turn was stopped, is rendered as if the markup left open at its end were closed.
 */
export function Markdown(props: { text: string; live: boolean; whole: boolean; links?: TextLinks }) {
  const blocks = createMemo(() => readMarkdown(props.text, !props.whole));
  const [leaving, setLeaving] = createSignal<string>();
  // Also for middle clicks, which fire `auxclick`.
  const onLink = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    // A link that shows its whole address needs no question.
    if (!link || link.textContent === link.href) return;
    event.preventDefault();
    setLeaving(link.href);
  };
  return (
    <div
      class="chat-markdown"
      ref={(el) => {
        el.addEventListener('click', onLink);
        el.addEventListener('auxclick', onLink);
      }}
    >
      <Index each={blocks()}>
        {(block, at) => (
          <BlockView block={block()} growing={props.live && at === blocks().length - 1} links={props.links} />
        )}
      </Index>
      <Show when={leaving()}>
        {(address) => <LinkDialog address={address()} onClose={() => setLeaving(undefined)} />}
      </Show>
    </div>
  );
}

function BlockView(props: { block: Block; growing: boolean; links: TextLinks | undefined }) {
  const code = createMemo(() => (props.block.kind === 'code' ? props.block.code : undefined));
  const html = createMemo(() => (props.block.kind === 'html' ? sanitize(props.block.html) : ''));
  return (
    <Show when={code() !== undefined} fallback={<HtmlBlock html={html()} links={props.links} />}>
      <CodeBlock
        code={code() ?? ''}
        language={props.block.kind === 'code' ? props.block.language : ''}
        growing={props.growing}
      />
    </Show>
  );
}

/** @param props.html safe HTML */
function HtmlBlock(props: { html: string; links: TextLinks | undefined }) {
  return (
    <div
      ref={(el) =>
        createRenderEffect(() => {
          el.innerHTML = props.html;
          if (props.links) addLinks(el, props.links);
        })
      }
    />
  );
}

function CodeBlock(props: { code: string; language: string; growing: boolean }) {
  // Models repeat program output, including its colour codes.
  const text = createMemo(() => withoutAnsi(props.code));
  const [coloured, setColoured] = createSignal<{ of: string; html: string }>();
  createEffect(
    on([text, () => props.language, () => props.growing], ([code, language, growing]) => {
      if (growing) return;
      highlight(code, language).then(
        (html) => setColoured(html === undefined ? undefined : { of: code, html }),
        (error: unknown) => console.warn('tandem: code in the chat could not be coloured', error),
      );
    }),
  );
  const html = createMemo(() => (coloured()?.of === text() ? coloured()?.html : undefined));
  return (
    <figure class="chat-code">
      <figcaption>
        <Show when={props.language}>{(language) => <span>{language()}</span>}</Show>
        <CopyButton text={text} label="Copy code" />
      </figcaption>
      <pre tabindex="0">
        <Show when={html()} fallback={<code>{text()}</code>}>
          {(safe) => <code innerHTML={safe()} />}
        </Show>
      </pre>
    </figure>
  );
}
