import type { LanguageModelV4, LanguageModelV4Message } from '@ai-sdk/provider';
import { InvalidToolInputError, type ToolCallRepairFunction, type ToolSet, wrapLanguageModel } from 'ai';

/**
 * Reads lists and objects that a model has sent as strings of JSON, as some do. Whatever else is wrong with a call, the
 * model is told.
 */
export const repairCall: ToolCallRepairFunction<ToolSet> = async ({ toolCall, error }) => {
  if (!InvalidToolInputError.isInstance(error)) return null;
  const input = parsed(toolCall.input);
  if (!isRecord(input)) return null;
  const fixed = Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      const inner = typeof value === 'string' ? parsed(value) : undefined;
      return [name, typeof inner === 'object' && inner !== null ? inner : value];
    }),
  );
  const text = JSON.stringify(fixed);
  return text === JSON.stringify(input) ? null : { ...toolCall, input: text };
};

/** Whether the SDK's error says that a call's JSON has no end. */
export const brokeOff = (error: string): boolean =>
  /InvalidToolInput|Invalid input for tool/.test(error) && /Unterminated|Unexpected end of JSON/.test(error);

const advice =
  'Your answer reached the longest that it may be in the middle of this call, so nothing was done. Write less at once: the beginning of a long file with writeFile, the rest with editFile.';

/** A model that is told what to do about a call that broke off; the SDK's own text only quotes it. */
export const withAdvice = (model: LanguageModelV4): LanguageModelV4 =>
  wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      transformParams: async ({ params }) => ({ ...params, prompt: params.prompt.map(advised) }),
    },
  });

function advised(message: LanguageModelV4Message): LanguageModelV4Message {
  if (message.role !== 'tool') return message;
  const content = message.content.map((part) =>
    part.type === 'tool-result' && part.output.type === 'error-text' && brokeOff(part.output.value)
      ? { ...part, output: { type: 'error-text' as const, value: advice } }
      : part,
  );
  return { ...message, content };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
