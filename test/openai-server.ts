import type { ServerResponse } from 'node:http';
import type { Entry } from './conversation.ts';
import {
  type ConversationModel,
  type ModelServer,
  startModelServer,
  type Wire,
  type WireStream,
} from './model-server.ts';
import { automaticCache } from './prompt-cache.ts';

/** A server on loopback that speaks the streaming wire of OpenAI's `POST /v1/chat/completions`. */
export const startOpenAiServer = (model?: ConversationModel): Promise<ModelServer> =>
  startModelServer(wire, model);

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
  content: string | null | { text: string }[];
  reasoning_content?: string;
  tool_calls?: { id: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
}

/** The text of a message's content, in one of the forms that OpenAI's APIs know. */
export const textIn = (content: string | null | { text: string }[]): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text }) => text).join('\n');

function entriesOf({ role, content, ...message }: ChatMessage): Entry[] {
  const text = textIn(content);
  if (role === 'tool') return [{ kind: 'result', id: message.tool_call_id ?? '', output: text }];
  if (role !== 'assistant') return [{ kind: role === 'user' ? 'request' : 'instructions', text }];
  const { reasoning_content: thought, tool_calls: calls = [] } = message;
  return [
    ...(thought === undefined ? [] : [{ kind: 'thought' as const, text: thought }]),
    // Beside calls it may be empty.
    ...(text === '' && calls.length > 0 ? [] : [{ kind: 'answer' as const, text }]),
    ...calls.map(({ id, function: { name, arguments: json } }) => ({
      kind: 'call' as const,
      id,
      name,
      input: JSON.parse(json) as unknown,
    })),
  ];
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
  read: (messages) => (messages as ChatMessage[]).flatMap(entriesOf),
  cache: automaticCache,
  blocksIn: ({ tools = [], messages }: { tools?: unknown[]; messages: unknown[] }) =>
    [...tools, ...messages].map((part) => ({ text: JSON.stringify(part), isBreakpoint: false })),
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
    end: (ending, [input, output, cached = 0]) => {
      send({}, reasons[ending]);
      const usage = {
        prompt_tokens: input,
        prompt_tokens_details: { cached_tokens: cached },
        completion_tokens: output,
        total_tokens: input + output,
      };
      write({ ...common, choices: [], usage });
      response.write('data: [DONE]\n\n');
    },
  };
}
