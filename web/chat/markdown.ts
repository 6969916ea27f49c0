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
  return marked
    .lexer(growing ? remend(text) : text)
    .filter(({ type }) => type !== 'space')
    .map((token) => blockOf(token));
}

function blockOf(token: Token): Block {
  if (token.type === 'code')
    return { kind: 'code', language: String(token['lang'] ?? ''), code: String(token['text']) };
  return { kind: 'html', html: marked.parser([token]) };
}
