import type { LanguageModelV4, LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import * as z from 'zod/mini';
import { toolInputs, toolOutputs } from '../../../shared/tools.ts';

/** A model that reads files with numbered lines; the transcript and the pages keep them as they are. */
export const withNumberedReads = (model: LanguageModelV4): LanguageModelV4 =>
  wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      transformParams: async ({ params }) => ({ ...params, prompt: numbered(params.prompt) }),
    },
  });

const rangeSchema = z.pick(toolInputs.readFile, { range: true });

function numbered(prompt: LanguageModelV4Prompt): LanguageModelV4Prompt {
  /** The first line of each read, by the id of its call. */
  const firstLines = new Map<string, number>();
  const read = (message: LanguageModelV4Message): LanguageModelV4Message => {
    if (message.role === 'assistant') {
      for (const part of message.content) {
        if (part.type !== 'tool-call' || part.toolName !== 'readFile') continue;
        firstLines.set(part.toolCallId, rangeSchema.safeParse(part.input).data?.range?.from ?? 1);
      }
    }
    if (message.role !== 'tool') return message;
    const content = message.content.map((part) => {
      if (part.type !== 'tool-result' || part.output.type !== 'json') return part;
      const from = firstLines.get(part.toolCallId);
      const output = from === undefined ? undefined : toolOutputs.readFile.safeParse(part.output.value).data;
      if (from === undefined || !output || from > output.lines) return part;
      const lines = output.text.replace(/\n$/, '').split('\n');
      const text = lines.map((line, at) => `${String(from + at).padStart(5)}\t${line}`).join('\n');
      return { ...part, output: { type: 'json' as const, value: { ...output, text } } };
    });
    return { ...message, content };
  };
  return prompt.map(read);
}
