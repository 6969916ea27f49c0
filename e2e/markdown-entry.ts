/** Exports the chat's Markdown code as a separate entry, for a page without the rest of the app. */
export { readMarkdown } from '../web/chat/markdown.ts';
export { sanitize } from '../web/chat/sanitize.ts';
