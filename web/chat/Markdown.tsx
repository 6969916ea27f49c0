import DOMPurify from 'dompurify';
import { createMemo, Index, Show } from 'solid-js';
import { withoutAnsi } from '../runs/ansi.ts';
import { CopyButton } from './CopyButton.tsx';
import { readMarkdown, type Block } from './markdown.ts';

/** The agent's words. A text that grows draws its last block again, not those before it. */
export function Markdown(props: { text: string }) {
  const blocks = createMemo(() => readMarkdown(props.text));
  return (
    <div class="chat-markdown">
      <Index each={blocks()}>{(block) => <BlockView block={block()} />}</Index>
    </div>
  );
}

function BlockView(props: { block: Block }) {
  const code = createMemo(() => (props.block.kind === 'code' ? props.block.code : undefined));
  const html = createMemo(() => (props.block.kind === 'html' ? sanitize(props.block.html) : ''));
  return (
    <Show when={code() !== undefined} fallback={<div innerHTML={html()} />}>
      <CodeBlock code={code() ?? ''} language={props.block.kind === 'code' ? props.block.language : ''} />
    </Show>
  );
}

function CodeBlock(props: { code: string; language: string }) {
  // Models repeat what programs printed, colours and all.
  const text = (): string => withoutAnsi(props.code);
  return (
    <figure class="chat-code">
      <figcaption>
        <Show when={props.language}>{(language) => <span>{language()}</span>}</Show>
        <CopyButton text={text} label="Copy code" />
      </figcaption>
      <pre tabindex="0">
        <code>{text()}</code>
      </pre>
    </figure>
  );
}

const tags =
  'p br hr strong em del code pre blockquote a h1 h2 h3 h4 h5 h6 ul ol li table thead tbody tr th td'.split(
    ' ',
  );

const sanitize = (html: string): string =>
  DOMPurify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: ['href', 'title', 'target', 'rel', 'start', 'align'],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    // The pattern above is asked for every other attribute too, and these hold no addresses.
    ADD_URI_SAFE_ATTR: ['target', 'rel', 'start', 'align'],
  });
