import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import * as z from 'zod/mini';
import { isRequest } from '../continuation-note.ts';
import { withoutSpeaker } from '../speaker-prefix.ts';

/** The last request, and the tools' answers to it so far, in order; also those before it was cut off. */
export interface Conversation {
  request: string;
  results: unknown[];
}

const outputSchema = z.object({ value: z.unknown() });

export function readConversation(prompt: LanguageModelV4Prompt): Conversation {
  const at = prompt.findLastIndex(isRequest);
  const asked = prompt[at];
  // The message comes first; the texts of its mentions follow.
  const said = asked?.role === 'user' ? asked.content.find((part) => part.type === 'text') : undefined;
  const request = said?.text ?? '';
  const results = prompt
    .slice(at + 1)
    .flatMap((message) => (message.role === 'tool' ? message.content : []))
    .flatMap((part) => (part.type === 'tool-result' ? [outputSchema.parse(part.output).value] : []));
  return { request: withoutSpeaker(request), results };
}
