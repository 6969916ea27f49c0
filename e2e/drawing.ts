/** What the chat draws Markdown with, as an entry of its own for a page without the rest. */
export { readMarkdown } from '../web/chat/markdown.ts';
export { sanitize } from '../web/chat/sanitize.ts';
