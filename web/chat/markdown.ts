import { Marked, type Token } from 'marked';
import remend from 'remend';

/**
 * Markdown as the agent may use it: no raw HTML, no images that load from anywhere, links that need a click.
 * The HTML made here is safe by itself; the page sanitises it once more.
 */

/** A piece of a text that is drawn by itself, so that a growing text draws only its end again. */
export type Block = { kind: 'html'; html: string } | { kind: 'code'; language: string; code: string };

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char);

/** Undefined for anything but a whole web or mail address. */
function safeAddress(href: string): string | undefined {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  return url && ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
}

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    // Never loaded: an address with secrets in it would tell its host (a beacon). What it shows is named instead.
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

/** `growing`: what is open at the end of the text, which is not whole, is read as if it were closed. */
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
