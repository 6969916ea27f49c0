import type { Message } from '../coder/messages.ts';

/** Whether a message of someone else mentions this person. */
export const isForReader = ({ metadata }: Message, readerId: string): boolean =>
  metadata?.author.id !== readerId &&
  metadata?.mentions?.some(({ mention }) => mention.kind === 'person' && mention.id === readerId) === true;

const noticeLength = 80;

/** Says who mentioned the reader, with the beginning of the message. */
export function mentionNotice({ metadata, parts }: Message): string {
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
  const line = text.replace(/\s+/g, ' ').trim();
  const shown = line.length > noticeLength ? `${line.slice(0, noticeLength).toWellFormed()}…` : line;
  return `${metadata?.author.name ?? 'Someone'} mentioned you: ${shown}`;
}
