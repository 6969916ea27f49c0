import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the model says to one request, by script. */
type OpenAiTurn =
  | { text?: string; calls?: { name: string; arguments: unknown }[]; usage?: [input: number, output: number] }
  /** Answers with an error status, as the API words it. */
  | { status: number; retryAfter?: string }
  /** Begins well and breaks off in mid-stream, without an end. */
  | { cutAfter: string }
  /** Begins and then says nothing until the client goes away. */
  | { hangAfter: string };

interface OpenAiRequest {
  authorization: string | undefined;
  body: { model: string; stream: boolean; messages: { role: string; content: unknown }[]; tools?: unknown[] };
}

export interface OpenAiServer {
  /** Base URL with `/v1`. */
  url: string;
  requests: OpenAiRequest[];
  /** Adds turns to the script; a request past its end is answered with 500. */
  script(...turns: OpenAiTurn[]): void;
  close(): Promise<void>;
}

/** A server on loopback that speaks the streaming wire of `POST /v1/chat/completions`, with a script in place of a mind. */
export async function startOpenAiServer(): Promise<OpenAiServer> {
  const turns: OpenAiTurn[] = [];
  const requests: OpenAiRequest[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
      return sendError(response, 404);
    }
    let text = '';
    for await (const piece of request) text += String(piece);
    requests.push({
      authorization: request.headers.authorization,
      body: JSON.parse(text) as OpenAiRequest['body'],
    });
    const turn = turns.shift();
    if (!turn) return sendError(response, 500);
    if ('status' in turn) return sendError(response, turn.status, turn.retryAfter);
    stream(response, turn);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    script: (...more) => void turns.push(...more),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const errorTypes: Record<number, [type: string, code: string | null, message: string]> = {
  401: ['invalid_request_error', 'invalid_api_key', 'Incorrect API key provided: sk-se****cret.'],
  404: ['invalid_request_error', 'model_not_found', 'The model does not exist.'],
  429: ['tokens', 'rate_limit_exceeded', 'Rate limit reached for requests.'],
  500: ['server_error', null, 'The server had an error while processing your request.'],
};

function sendError(response: ServerResponse, status: number, retryAfter?: string): void {
  const [type, code, message] = errorTypes[status] ?? ['invalid_request_error', null, 'Bad request.'];
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  });
  response.end(JSON.stringify({ error: { message, type, param: null, code } }));
}

function stream(response: ServerResponse, turn: Exclude<OpenAiTurn, { status: number }>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const id = `chatcmpl-${Math.random().toString(36).slice(2)}`;
  const common = { id, object: 'chat.completion.chunk', created: 1_760_000_000, model: 'scripted' };
  const send = (delta: object, finish: string | null = null): void => {
    const chunk = { ...common, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  const sendText = (text: string): void => {
    for (const content of text.match(/.{1,7}/gsu) ?? []) send({ content });
  };
  send({ role: 'assistant', content: '' });
  if ('cutAfter' in turn) {
    sendText(turn.cutAfter);
    // Past the kernel's buffer, so that the words arrive before the reset.
    setTimeout(() => response.destroy(), 50);
    return;
  }
  if ('hangAfter' in turn) {
    sendText(turn.hangAfter);
    return;
  }
  sendText(turn.text ?? '');
  for (const [index, call] of (turn.calls ?? []).entries()) {
    const head = { index, id: `call_${id}_${index}`, type: 'function' };
    send({ tool_calls: [{ ...head, function: { name: call.name, arguments: '' } }] });
    for (const piece of JSON.stringify(call.arguments).match(/.{1,9}/gsu) ?? []) {
      send({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  send({}, turn.calls?.length ? 'tool_calls' : 'stop');
  const [input, output] = turn.usage ?? [10, 5];
  const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  response.write(`data: ${JSON.stringify({ ...common, choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}
