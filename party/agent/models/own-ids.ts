import type { LanguageModelV4, LanguageModelV4Prompt, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';

/**
 * A model whose tool calls get ids that are unique in the conversation: some servers count anew in each step,
 * but transcript, timings and approvals know a call by its id alone. The model sees the new id with the
 * answer, as if it were its own.
 */
export const withOwnIds = (model: LanguageModelV4): LanguageModelV4 =>
  wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      wrapStream: async ({ doStream, params }) => {
        const result = await doStream();
        const rename = renaming(idsIn(params.prompt));
        const renamed = new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>({
          transform: (part, controller) => controller.enqueue(rename(part)),
        });
        return { ...result, stream: result.stream.pipeThrough(renamed) };
      },
    },
  });

const idsIn = (prompt: LanguageModelV4Prompt): Set<string> =>
  new Set(
    prompt.flatMap((message) =>
      message.role === 'assistant'
        ? message.content.flatMap((part) => (part.type === 'tool-call' ? [part.toolCallId] : []))
        : [],
    ),
  );

/** @param taken grows with each call */
function renaming(taken: Set<string>): (part: LanguageModelV4StreamPart) => LanguageModelV4StreamPart {
  /** The calls that are still streaming: the server's id → ours. */
  const open = new Map<string, string>();
  const begin = (id: string): string => {
    let own = id;
    for (let count = 2; taken.has(own); count++) own = `${id}_${count}`;
    taken.add(own);
    open.set(id, own);
    return own;
  };
  return (part) => {
    if (part.type === 'tool-input-start') return { ...part, id: begin(part.id) };
    if (part.type === 'tool-input-delta' || part.type === 'tool-input-end') {
      return { ...part, id: open.get(part.id) ?? part.id };
    }
    if (part.type !== 'tool-call') return part;
    const toolCallId = open.get(part.toolCallId) ?? begin(part.toolCallId);
    open.delete(part.toolCallId);
    return { ...part, toolCallId };
  };
}
