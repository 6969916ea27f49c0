import type { ServerResponse } from 'node:http';
import { type ModelServer, startModelServer, type Wire, type WireStream } from './model-server.ts';

/** A server on loopback that speaks the streaming wire of Anthropic's `POST /v1/messages`. */
export const startAnthropicServer = (): Promise<ModelServer> => startModelServer(wire);

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

interface Message {
  role: string;
  content: { type: string; id?: string; signature?: string; tool_use_id?: string; text?: string }[];
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
  isMalformed: (messages) => {
    const said = messages as Message[];
    // Each answer must be in the very next message.
    const isUnanswered = ({ content }: Message, at: number): boolean => {
      const next = said[at + 1]?.content.map(({ tool_use_id: id }) => id) ?? [];
      return content.some(({ type, id }) => type === 'tool_use' && !next.includes(id));
    };
    const isBlank = ({ type, text }: Message['content'][number]): boolean =>
      type === 'text' && text?.trim() === '';
    const isEmpty = ({ content }: Message): boolean => content.length === 0 || content.some(isBlank);
    return said.at(-1)?.role !== 'user' || said.some(isUnanswered) || said.some(isEmpty);
  },
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
    begin: ([input]) => {
      const usage = { input_tokens: input, output_tokens: 1 };
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
