import type { UIMessage } from 'ai';
import { type MessageMetadata, messageMetadataSchema } from '../../../shared/chat.ts';

export const metadataOf = (message: UIMessage | undefined): MessageMetadata | undefined =>
  messageMetadataSchema.safeParse(message?.metadata).data;

/** Whether a message is a person's, and does not only let the agent go on. */
export const isRequest = (message: UIMessage | undefined): boolean =>
  message?.role === 'user' && metadataOf(message)?.continues === undefined;

/** The messages that a model may be told: whatever viewers write is for the people alone. */
export const withoutViewers = (messages: readonly UIMessage[]): UIMessage[] =>
  messages.filter((message) => metadataOf(message)?.viewer === undefined);

export const textIn = ({ parts }: UIMessage): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
