import type { LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { contextLimits } from '../../../shared/limits.ts';
import { isRequest } from './continuation-note.ts';

/** How much of a conversation a model is given. */
export interface PromptTrim {
  /** How many of the requests before the current one are kept, the newest ones. */
  keep: number;
  /** Whether the tool outputs of this turn, all but the newest, are truncated to their beginnings. */
  truncateOutputs: boolean;
}

/** The next stronger trim of a prompt; undefined when nothing more can be left out. */
export function nextTrim(
  prompt: LanguageModelV4Prompt,
  last: PromptTrim | undefined,
): PromptTrim | undefined {
  const older = last?.keep ?? requestsIn(prompt).length - 1;
  if (older > 0) return { keep: Math.floor(older / 2), truncateOutputs: false };
  return last?.truncateOutputs ? undefined : { keep: 0, truncateOutputs: true };
}

/**
 * The prompt without its oldest requests and the answers to them; a note in their place says how they began.
 */
export function shorten(
  prompt: LanguageModelV4Prompt,
  { keep, truncateOutputs }: PromptTrim,
): { prompt: LanguageModelV4Prompt; leftOut: number } {
  const requests = requestsIn(prompt);
  const leftOut = Math.max(0, requests.length - 1 - keep);
  const [firstRequest = 0] = requests;
  const from = requests[leftOut] ?? firstRequest;
  const note = leftOut === 0 ? undefined : noteOn(prompt.slice(firstRequest, from));
  const kept = [...prompt.slice(0, firstRequest), ...prompt.slice(from)].map((message, at) =>
    note !== undefined && at === firstRequest && message.role === 'user'
      ? { ...message, content: [{ type: 'text' as const, text: note }, ...message.content] }
      : message,
  );
  return { prompt: truncateOutputs ? withTruncatedOutputs(kept) : kept, leftOut };
}

/** Where people's messages are. */
export const requestsIn = (prompt: LanguageModelV4Prompt): number[] =>
  prompt.flatMap((message, at) => (isRequest(message) ? [at] : []));

function noteOn(messages: LanguageModelV4Prompt): string {
  const lines = messages.flatMap((message) =>
    message.role === 'user' && isRequest(message) ? [`- ${beginningOf(message)}`] : [],
  );
  const note = `Older messages, and the answers to them, are left out here because they are too long together. They began:\n${lines.join('\n')}`;
  return `${note.slice(-contextLimits.maxLeftOutNote).toWellFormed()}\n\n`;
}

function beginningOf({ content }: Extract<LanguageModelV4Message, { role: 'user' }>): string {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
  return text.replaceAll(/\s+/g, ' ').slice(0, contextLimits.maxLeftOutLine).toWellFormed();
}

function withTruncatedOutputs(prompt: LanguageModelV4Prompt): LanguageModelV4Prompt {
  const newest = prompt.findLastIndex(({ role }) => role === 'tool');
  return prompt.map((message, at) => {
    if (message.role !== 'tool' || at === newest) return message;
    const content = message.content.map((part) => {
      if (part.type !== 'tool-result') return part;
      const beginning = JSON.stringify(part.output).slice(0, contextLimits.maxTruncatedOutput).toWellFormed();
      const value = `Only the beginning is kept here, call the tool again for the rest: ${beginning}`;
      return { ...part, output: { type: 'text' as const, value } };
    });
    return { ...message, content };
  });
}
