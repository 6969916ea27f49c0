import type { ServerResponse } from 'node:http';
import type { Entry } from './conversation.ts';
import {
  type ConversationModel,
  type ModelServer,
  startModelServer,
  type Wire,
  type WireStream,
} from './model-server.ts';
import { breakpointCache, type CachedBlock } from './prompt-cache.ts';

/** A server on loopback that speaks the streaming wire of Anthropic's `POST /v1/messages`. */
export const startAnthropicServer = (model?: ConversationModel): Promise<ModelServer> =>
  startModelServer(wire, model);

const errors: Record<number, [type: string, message: string]> = {
  401: ['authentication_error', 'invalid x-api-key sk-se****cret'],
  404: ['not_found_error', 'model: scripted'],
  429: ['rate_limit_error', 'This request would exceed your rate limit.'],
  500: ['api_error', 'Internal server error'],
  529: ['overloaded_error', 'Overloaded'],
};

function errorOf(status: number): object {
  const [type, message] = errors[status] ?? ['invalid_request_error', 'Bad request.'];
  return { type: 'error', error: { type, message }, request_id: 'req_scripted' };
}

interface Block {
  type: string;
  id?: string;
  name?: string;
  input?: unknown;
  signature?: string;
  tool_use_id?: string;
  text?: string;
  content?: string | { text: string }[];
  cache_control?: object;
}

interface Message {
  role: string;
  content: Block[];
}

interface Body {
  tools?: (object & Pick<Block, 'cache_control'>)[];
  system?: Block[];
  thinking?: object;
  messages: Message[];
}

function entryOf(role: string, { type, id = '', name = '', text = '', ...block }: Block): Entry {
  if (type === 'tool_use') return { kind: 'call', id, name, input: block.input };
  if (type === 'tool_result') {
    const { tool_use_id: of = '', content = '' } = block;
    const output = typeof content === 'string' ? content : content.map((part) => part.text).join('\n');
    return { kind: 'result', id: of, output };
  }
  if (type === 'text') return { kind: role === 'user' ? 'request' : 'answer', text };
  return { kind: 'thought', text: block.signature ?? '' };
}

/** Tools, instructions and conversation; another budget for thinking makes the cached conversation void. */
function blocksIn({ tools = [], system = [], thinking, messages }: Body): CachedBlock[] {
  const block = (
    { cache_control: mark, ...rest }: Pick<Block, 'cache_control'>,
    within = {},
  ): CachedBlock => ({
    text: JSON.stringify({ ...within, ...rest }),
    isBreakpoint: mark !== undefined,
  });
  return [
    ...[...tools, ...system].map((each) => block(each)),
    ...messages.flatMap(({ role, content }) => content.map((each) => block(each, { role, thinking }))),
  ];
}

const wire: Wire = {
  path: '/v1/messages',
  error: errorOf,
  hasProofs: true,
  messagesIn: ({ messages }: { messages: Message[] }) => messages,
  missingThought: (messages, thoughts) => {
    const answers = messages as Message[];
    // What stands beside a tool's result begins no new turn.
    const asked = answers.findLastIndex(
      ({ role, content }) => role === 'user' && content.every(({ type }) => type !== 'tool_result'),
    );
    return answers.slice(asked).some(({ role, content }) => {
      if (role !== 'assistant') return false;
      const signed = content.flatMap(({ signature }) => signature ?? []);
      return content.some(({ id = '' }) => thoughts.has(id) && !signed.includes(thoughts.get(id) ?? ''));
    });
  },
  read: (messages) =>
    (messages as Message[]).flatMap(({ role, content }) => content.map((block) => entryOf(role, block))),
  complaint: (messages) => {
    const said = messages as Message[];
    const isRepeated = said.some(({ role }, at) => role === said[at + 1]?.role);
    if (isRepeated) return 'two messages in a row have one role';
    return said.some(({ content }) => content.length === 0) ? 'a message is empty' : undefined;
  },
  cache: breakpointCache,
  blocksIn,
  tooLong: {
    status: 400,
    body: {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'prompt is too long: 213462 tokens > 200000 maximum',
      },
      request_id: 'req_scripted',
    },
  },
  stream,
};

function stream(response: ServerResponse): WireStream {
  const id = `msg_${Math.random().toString(36).slice(2)}`;
  const send = (event: { type: string; [key: string]: unknown }): void =>
    void response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  let index = -1;
  const block = (content: object, deltas: readonly object[]): void => {
    index++;
    send({ type: 'content_block_start', index, content_block: content });
    for (const delta of deltas) send({ type: 'content_block_delta', index, delta });
    send({ type: 'content_block_stop', index });
  };
  return {
    begin: ([input, , cached = 0]) => {
      const usage = { input_tokens: input - cached, cache_read_input_tokens: cached, output_tokens: 1 };
      const empty = { content: [], stop_reason: null, stop_sequence: null };
      const message = { id, type: 'message', role: 'assistant', model: 'scripted', ...empty, usage };
      send({ type: 'message_start', message });
      send({ type: 'ping' });
    },
    thought: (pieces, signature) => {
      const deltas = pieces.map((thinking) => ({ type: 'thinking_delta', thinking }));
      const empty = { type: 'thinking', thinking: '', signature: '' };
      block(empty, [...deltas, { type: 'signature_delta', signature }]);
    },
    text: (pieces) => {
      const deltas = pieces.map((text) => ({ type: 'text_delta', text }));
      block({ type: 'text', text: '' }, deltas);
    },
    call: (name, pieces, given) => {
      const deltas = pieces.map((piece) => ({ type: 'input_json_delta', partial_json: piece }));
      const callId = given ?? `toolu_${id}_${index}`;
      block({ type: 'tool_use', id: callId, name, input: {} }, deltas);
      return callId;
    },
    overloaded: () => send({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    end: (ending, [, output]) => {
      const reasons = { calls: 'tool_use', length: 'max_tokens', withheld: 'refusal', stop: 'end_turn' };
      const delta = { stop_reason: reasons[ending], stop_sequence: null };
      send({ type: 'message_delta', delta, usage: { output_tokens: output } });
      send({ type: 'message_stop' });
    },
  };
}
