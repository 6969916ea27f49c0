import type { UIMessage } from 'ai';

/** All that a tool got and gave. */
export interface WholeCall {
  input?: unknown;
  output?: unknown;
}

/** A tool call of a message in the transcript. */
export function callInMessage(message: UIMessage | undefined, callId: string): WholeCall | undefined {
  const part = message?.parts.find((each) => 'toolCallId' in each && each.toolCallId === callId);
  if (!part || !('toolCallId' in part)) return undefined;
  return { input: part.input, output: part.output };
}

/** A tool call of a reply that is being streamed. @param chunks of the AI SDK's UI-message stream, as JSON */
export function callInChunks(chunks: readonly string[], callId: string): WholeCall | undefined {
  let call: WholeCall | undefined;
  for (const body of chunks) {
    // Most chunks are of text: do not parse those.
    if (!body.includes(JSON.stringify(callId))) continue;
    const chunk = JSON.parse(body) as { toolCallId?: unknown; input?: unknown; output?: unknown };
    if (chunk.toolCallId !== callId) continue;
    const { input, output } = chunk;
    call = {
      ...call,
      ...(input === undefined ? {} : { input }),
      ...(output === undefined ? {} : { output }),
    };
  }
  return call;
}
