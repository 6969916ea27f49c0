import { Marked, type Token } from 'marked';
import remend from 'remend';

/**
 * Markdown as the agent may use it: no raw HTML, no images, and only links that need a click. The HTML produced here is
 * safe by itself; the page sanitises it once more.
 */

/** A part of a text that is rendered separately, so that a growing text only renders its end again. */
export type Block = { kind: 'html'; html: string } | { kind: 'code'; language: string; code: string };

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char);

/** @returns undefined for anything but an absolute web or mail address */
function safeAddress(href: string): string | undefined {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  return url && ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
}

const marked = new Marked({
  gfm: true,
  breaks: true,
  extensions: [
    {
      // A word that begins with `@` is what it says: the underscores of `@src/__init__.py` are no emphasis.
      name: 'mention',
      level: 'inline',
      start: (src) => src.search(/(?<![\w@])@\w/),
      tokenizer: (src) => {
        const raw = /^@[\w./-]*[A-Za-z0-9]/.exec(src)?.[0];
        return raw === undefined ? undefined : { type: 'mention', raw };
      },
      renderer: ({ raw }) => escapeHtml(raw),
    },
  ],
  renderer: {
    html: ({ text }) => escapeHtml(text),
    // Never loaded, because an address could carry secrets to its host. A link with the alt text replaces it.
    image: ({ href, text }) => link(href, escapeHtml(text || href)),
    link({ href, tokens }) {
      return link(href, this.parser.parseInline(tokens));
    },
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    code: ({ text }) => `<pre><code>${escapeHtml(text)}</code></pre>`,
  },
});

function link(href: string, label: string): string {
  const address = safeAddress(href);
  if (address === undefined) return label;
  const shown = escapeHtml(address);
  return `<a href="${shown}" title="${shown}" target="_blank" rel="noreferrer">${label}</a>`;
}

/** @param growing the text is incomplete: markup left open at its end is read as if it were closed */
export function readMarkdown(text: string, growing = false): Block[] {
  try {
    return marked
      .lexer(growing ? remend(text) : text)
      .filter(({ type }) => type !== 'space')
      .map((token) => blockOf(token));
  } catch {
    // Thousands of quotes or lists in one another are deeper than the stack.
    return [{ kind: 'html', html: `<pre><code>${escapeHtml(text)}</code></pre>` }];
  }
}

function blockOf(token: Token): Block {
  if (token.type === 'code')
    return { kind: 'code', language: String(token['lang'] ?? ''), code: String(token['text']) };
  return { kind: 'html', html: marked.parser([token]) };
}
