import type { ServerResponse } from 'node:http';
import { type ModelServer, startModelServer, type Wire, type WireStream } from './model-server.ts';

/** A server on loopback that speaks the streaming wire of OpenAI's `POST /v1/chat/completions`. */
export const startOpenAiServer = (): Promise<ModelServer> => startModelServer(wire);

const errors: Record<number, [type: string, code: string | null, message: string]> = {
  401: ['invalid_request_error', 'invalid_api_key', 'Incorrect API key provided: sk-se****cret.'],
  404: ['invalid_request_error', 'model_not_found', 'The model does not exist.'],
  429: ['tokens', 'rate_limit_exceeded', 'Rate limit reached for requests.'],
  500: ['server_error', null, 'The server had an error while processing your request.'],
  503: ['server_error', null, 'The engine is currently overloaded, please try again later.'],
};

export function errorOf(status: number): object {
  const [type, code, message] = errors[status] ?? ['invalid_request_error', null, 'Bad request.'];
  return { error: { message, type, param: null, code } };
}

interface ChatMessage {
  role: string;
  reasoning_content?: string;
  tool_calls?: { id: string }[];
  tool_call_id?: string;
}

const wire: Wire = {
  path: '/v1/chat/completions',
  error: errorOf,
  hasProofs: false,
  messagesIn: ({ messages }: { messages: ChatMessage[] }) => messages,
  // As DeepSeek does.
  missingThought: (messages, thoughts) => {
    const turn = (messages as ChatMessage[]).slice(
      (messages as ChatMessage[]).findLastIndex(({ role }) => role === 'user'),
    );
    return turn.some(({ reasoning_content: sent, tool_calls: calls = [] }) =>
      calls.some(({ id }) => (thoughts.get(id) ?? sent) !== sent),
    );
  },
  isMalformed: (messages) => {
    const said = messages as ChatMessage[];
    const asked = said.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id));
    const answered = new Set(said.map(({ tool_call_id: id }) => id));
    return said.at(-1)?.role === 'assistant' || asked.some((id) => !answered.has(id));
  },
  tooLong: {
    status: 400,
    body: {
      error: {
        message: "This model's maximum context length is 128000 tokens. Please reduce the length.",
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
  },
  stream,
};

const reasons = { calls: 'tool_calls', length: 'length', withheld: 'content_filter', stop: 'stop' };

function stream(response: ServerResponse): WireStream {
  const id = `chatcmpl-${Math.random().toString(36).slice(2)}`;
  const common = { id, object: 'chat.completion.chunk', created: 1_760_000_000, model: 'scripted' };
  const write = (data: object): void => void response.write(`data: ${JSON.stringify(data)}\n\n`);
  const send = (delta: object, finish: string | null = null): void =>
    write({ ...common, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  let index = -1;
  return {
    begin: () => send({ role: 'assistant', content: '' }),
    thought: (pieces) => {
      for (const piece of pieces) send({ reasoning_content: piece });
    },
    text: (pieces) => {
      for (const content of pieces) send({ content });
    },
    call: (name, pieces, given) => {
      index++;
      const callId = given ?? `call_${id}_${index}`;
      const head = { index, id: callId, type: 'function' };
      send({ tool_calls: [{ ...head, function: { name, arguments: '' } }] });
      for (const piece of pieces) send({ tool_calls: [{ index, function: { arguments: piece } }] });
      return callId;
    },
    overloaded: () => write(errorOf(503)),
    end: (ending, [input, output]) => {
      send({}, reasons[ending]);
      const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
      write({ ...common, choices: [], usage });
      response.write('data: [DONE]\n\n');
    },
  };
}
