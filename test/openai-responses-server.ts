import type { ServerResponse } from 'node:http';
import type { Entry } from './conversation.ts';
import {
  type ConversationModel,
  type ModelServer,
  startModelServer,
  type Wire,
  type WireStream,
} from './model-server.ts';
import { errorOf, textIn } from './openai-server.ts';
import { automaticCache } from './prompt-cache.ts';

/** A server on loopback that speaks the streaming wire of OpenAI's `POST /v1/responses`. */
export const startResponsesServer = (model?: ConversationModel): Promise<ModelServer> =>
  startModelServer(wire, model);

interface Item {
  type?: string;
  role?: string;
  content?: string | { text: string }[];
  call_id?: string;
  name?: string;
  arguments?: string;
  output?: string | { text: string }[];
  encrypted_content?: string;
}

function entryOf({ type, role, content = '', call_id: id = '', ...item }: Item): Entry {
  if (type === 'reasoning') return { kind: 'thought', text: item.encrypted_content ?? '' };
  if (type === 'function_call_output') return { kind: 'result', id, output: textIn(item.output ?? '') };
  if (type === 'function_call')
    return { kind: 'call', id, name: item.name ?? '', input: JSON.parse(item.arguments ?? '') };
  const kinds = { user: 'request', assistant: 'answer' } as const;
  return {
    kind: role === 'user' || role === 'assistant' ? kinds[role] : 'instructions',
    text: textIn(content),
  };
}

const wire: Wire = {
  path: '/v1/responses',
  error: errorOf,
  tooLong: {
    status: 400,
    body: {
      error: {
        message:
          'Your input exceeds the context window of this model. Please adjust your input and try again.',
        type: 'invalid_request_error',
        param: 'input',
        code: 'context_length_exceeded',
      },
    },
  },
  hasProofs: true,
  messagesIn: ({ input }: { input: Item[] }) => input,
  missingThought: (input, thoughts) => {
    const items = input as Item[];
    const turn = items.slice(items.findLastIndex(({ role }) => role === 'user'));
    const sent = turn.map(({ encrypted_content: encrypted }) => encrypted);
    return turn.some(
      ({ type, call_id: id = '' }) =>
        type === 'function_call' && thoughts.has(id) && !sent.includes(thoughts.get(id)),
    );
  },
  read: (input) => (input as Item[]).map(entryOf),
  cache: automaticCache,
  blocksIn: ({ tools = [], input }: { tools?: unknown[]; input: Item[] }) =>
    [...tools, ...input].map((part) => ({ text: JSON.stringify(part), isBreakpoint: false })),
  stream,
};

function stream(response: ServerResponse): WireStream {
  const id = `resp_${Math.random().toString(36).slice(2)}`;
  let sequence = 0;
  let index = -1;
  const send = (type: string, data: object): void => {
    const event = { type, sequence_number: sequence++, ...data };
    response.write(`event: ${type}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  const body = { id, object: 'response', created_at: 1_760_000_000, model: 'scripted' };
  const status = (state: string, more: object = {}): void =>
    send(`response.${state}`, {
      response: { ...body, status: state, error: null, incomplete_details: null, output: [], ...more },
    });
  /** An item of the output; `within` sends what comes between its begin and end. */
  const item = (begun: object, ended: object, within: (place: object) => void): void => {
    index++;
    const itemId = `item_${id}_${index}`;
    send('response.output_item.added', { output_index: index, item: { id: itemId, ...begun } });
    within({ item_id: itemId, output_index: index });
    send('response.output_item.done', { output_index: index, item: { id: itemId, ...begun, ...ended } });
  };
  return {
    begin: () => {
      status('created');
      status('in_progress');
    },
    thought: (pieces, encrypted) => {
      const text = pieces.join('');
      const begun = { type: 'reasoning', summary: [], encrypted_content: '' };
      const ended = { summary: [{ type: 'summary_text', text }], encrypted_content: encrypted };
      item(begun, ended, (place) => {
        const part = { ...place, summary_index: 0 };
        send('response.reasoning_summary_part.added', { ...part, part: { type: 'summary_text', text: '' } });
        for (const delta of pieces) send('response.reasoning_summary_text.delta', { ...part, delta });
        send('response.reasoning_summary_text.done', { ...part, text });
        send('response.reasoning_summary_part.done', { ...part, part: { type: 'summary_text', text } });
      });
    },
    text: (pieces) => {
      const text = pieces.join('');
      const whole = { type: 'output_text', text, annotations: [], logprobs: [] };
      const begun = { type: 'message', status: 'in_progress', role: 'assistant', content: [] };
      item(begun, { status: 'completed', content: [whole] }, (place) => {
        const part = { ...place, content_index: 0 };
        send('response.content_part.added', { ...part, part: { ...whole, text: '' } });
        for (const delta of pieces) send('response.output_text.delta', { ...part, delta, logprobs: [] });
        send('response.output_text.done', { ...part, text, logprobs: [] });
        send('response.content_part.done', { ...part, part: whole });
      });
    },
    call: (name, pieces, given) => {
      const callId = given ?? `call_${id}_${index}`;
      const json = pieces.join('');
      const begun = { type: 'function_call', status: 'in_progress', call_id: callId, name, arguments: '' };
      item(begun, { status: 'completed', arguments: json }, (place) => {
        for (const delta of pieces) send('response.function_call_arguments.delta', { ...place, delta });
        send('response.function_call_arguments.done', { ...place, arguments: json });
      });
      return callId;
    },
    overloaded: () => {
      const error = { code: 'server_error', message: 'The server is currently overloaded.' };
      status('failed', { error });
    },
    end: (ending, [input, output, cached = 0]) => {
      const usage = {
        input_tokens: input,
        input_tokens_details: { cached_tokens: cached },
        output_tokens: output,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: input + output,
      };
      if (ending === 'length' || ending === 'withheld') {
        const reason = ending === 'length' ? 'max_output_tokens' : 'content_filter';
        status('incomplete', { usage, incomplete_details: { reason } });
      } else status('completed', { usage });
    },
  };
}
