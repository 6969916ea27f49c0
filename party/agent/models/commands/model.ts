import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { builtInModel } from '../../../../shared/chat.ts';
import { newUlid } from '../../../../shared/ids.ts';
import { readConversation } from './conversation.ts';
import { nextStep } from './steps.ts';

/**
 * The built-in model: no network, no reasoning. It reads a documented set of requests as commands and calls the
 * same tools through the same loop as any other model, and says so plainly when it does not understand.
 */
export const commandModel: LanguageModelV4 = {
  specificationVersion: 'v4',
  provider: 'tandem',
  modelId: builtInModel,
  supportedUrls: {},
  doGenerate: async (options): Promise<LanguageModelV4GenerateResult> => {
    const { text, call } = nextStep(readConversation(options.prompt));
    return {
      content: [{ type: 'text', text }, ...(call ? [toolCall(call)] : [])],
      finishReason: finishReason(call !== undefined),
      usage: noTokens,
      warnings: [],
    };
  },
  doStream: async (options) => ({ stream: streamOf(options) }),
};

/** Whether a model is this one, which costs nothing. */
export const isBuiltIn = ({ provider }: LanguageModelV4): boolean => provider === commandModel.provider;

/** No model, no tokens. */
const noTokens: LanguageModelV4Usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

const finishReason = (calls: boolean): LanguageModelV4GenerateResult['finishReason'] => ({
  unified: calls ? 'tool-calls' : 'stop',
  raw: undefined,
});

const toolCall = (call: {
  tool: string;
  input: unknown;
}): { type: 'tool-call'; toolCallId: string; toolName: string; input: string } => ({
  type: 'tool-call',
  toolCallId: `call_${newUlid()}`,
  toolName: call.tool,
  input: JSON.stringify(call.input),
});

function streamOf({
  prompt,
  abortSignal,
}: LanguageModelV4CallOptions): ReadableStream<LanguageModelV4StreamPart> {
  const { text, call } = nextStep(readConversation(prompt));
  const parts: LanguageModelV4StreamPart[] = [{ type: 'stream-start', warnings: [] }];
  if (text !== '') {
    parts.push({ type: 'text-start', id: 'text' });
    for (const delta of text.match(/\s*\S+\s?/gu) ?? [])
      parts.push({ type: 'text-delta', id: 'text', delta });
    parts.push({ type: 'text-end', id: 'text' });
  }
  if (call) parts.push(toolCall(call));
  parts.push({ type: 'finish', usage: noTokens, finishReason: finishReason(call !== undefined) });
  return new ReadableStream({
    pull(controller) {
      abortSignal?.throwIfAborted();
      const part = parts.shift();
      if (part) controller.enqueue(part);
      else controller.close();
    },
  });
}
