import type { LanguageModelV4, LanguageModelV4Message } from '@ai-sdk/provider';
import { InvalidToolInputError, type ToolCallRepairFunction, type ToolSet, wrapLanguageModel } from 'ai';
import { toolInputs } from '../../../shared/tools.ts';

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

const lengthAdvice =
  'Your answer reached the longest that it may be in the middle of this call, so nothing was done. Write less at once: the beginning of a long file with writeFile, the rest with editFile.';

/** Whether a tool that a turn does not have is one that others have: then the turn may only read. */
export const isElsewhere = (tool: string): boolean => Object.hasOwn(toolInputs, tool);

/** For people and for the model. */
export const readOnlyMessage =
  'This message only asks: nothing is changed or run in its turn. For that, people have to send it in the mode Edit.';

/** A model that is told what to do about a call that was not made; the SDK's own texts only quote it. */
export const withAdvice = (model: LanguageModelV4): LanguageModelV4 =>
  wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      transformParams: async ({ params }) => ({
        ...params,
        prompt: params.prompt.map((message) => advised(message, params.tools ?? [])),
      }),
    },
  });

function advised(
  message: LanguageModelV4Message,
  tools: readonly { name: string }[],
): LanguageModelV4Message {
  if (message.role !== 'tool') return message;
  const content = message.content.map((part) => {
    if (part.type !== 'tool-result' || part.output.type !== 'error-text') return part;
    const value = adviceOn(part.toolName, part.output.value, tools);
    return value === undefined ? part : { ...part, output: { type: 'error-text' as const, value } };
  });
  return { ...message, content };
}

function adviceOn(tool: string, error: string, tools: readonly { name: string }[]): string | undefined {
  if (brokeOff(error)) return lengthAdvice;
  if (!/^(?:AI_NoSuchToolError: )?Model tried to call unavailable tool/.test(error)) return undefined;
  const names = tools.map(({ name }) => name).join(', ');
  const why = isElsewhere(tool) ? readOnlyMessage : `There is no tool “${tool}”; nothing was done.`;
  return `${why} Your tools here are ${names}.`;
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
