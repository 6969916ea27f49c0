import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The scripted answer to one request. */
export type ScriptedTurn =
  | ScriptedAnswer
  /** Answers with an error status, worded as by the API. */
  | { status: number; retryAfter?: string }
  /** Refuses the request as too long for the model. */
  | { tooLong: true }
  /** Begins well, and then reports in the stream that it is overloaded. */
  | { overloadedAfter: string }
  /** Begins well and breaks off in mid-stream, without an end. */
  | { cutAfter: string }
  /** Begins, and then sends nothing until the client goes away. */
  | { hangAfter: string };

interface ScriptedAnswer {
  text?: string;
  calls?: ScriptedCall[];
  usage?: [input: number, output: number];
}

interface ScriptedCall {
  name: string;
  /** Some servers number the calls of each step anew; without this the call gets a unique id. */
  id?: string;
  /** JSON; a string is sent as it is, even if it is not JSON. */
  arguments: unknown;
}

interface ModelRequest {
  headers: IncomingHttpHeaders;
  body: { model: string; stream: boolean; messages: { role: string; content: unknown }[]; tools?: unknown[] };
}

export interface ModelServer {
  /** Base URL with `/v1`. */
  url: string;
  requests: ModelRequest[];
  /** How many requests are waiting in a {@link ScriptedTurn} that hangs. */
  readonly hanging: number;
  /** Adds turns to the script; a request past its end is answered with 500. */
  script(...turns: ScriptedTurn[]): void;
  /** Forgets the script and all requests. */
  reset(): void;
  close(): Promise<void>;
}

/** The wire format of a provider's API. */
export interface Wire {
  /** The path of its only call, e.g. `/v1/messages`. */
  path: string;
  /** The body of an answer with this status. */
  error(status: number): object;
  tooLong: { status: number; body: object };
  /** Writes the parts of one answer: `begin`, texts and calls in order, then `overloaded` or `end`. */
  stream(response: ServerResponse): WireStream;
}

export interface WireStream {
  begin(usage: readonly [input: number, output: number]): void;
  /** The pieces of one text, in order. */
  text(pieces: readonly string[]): void;
  call(name: string, pieces: readonly string[], id: string | undefined): void;
  overloaded(): void;
  end(calls: boolean, usage: readonly [input: number, output: number]): void;
}

/** A server on loopback that speaks a provider's streaming wire, with a script in place of a model. */
export async function startModelServer(wire: Wire): Promise<ModelServer> {
  const turns: ScriptedTurn[] = [];
  const requests: ModelRequest[] = [];
  let hanging = 0;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' || request.url !== wire.path) {
      return sendJson(response, 404, wire.error(404));
    }
    let text = '';
    for await (const piece of request) text += String(piece);
    requests.push({ headers: request.headers, body: JSON.parse(text) as ModelRequest['body'] });
    const turn = turns.shift();
    if (!turn) return sendJson(response, 500, wire.error(500));
    if ('tooLong' in turn) return sendJson(response, wire.tooLong.status, wire.tooLong.body);
    if ('status' in turn) return sendJson(response, turn.status, wire.error(turn.status), turn.retryAfter);
    if ('hangAfter' in turn) {
      hanging++;
      response.once('close', () => hanging--);
    }
    stream(response, wire, turn);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    get hanging() {
      return hanging;
    },
    script: (...more) => void turns.push(...more),
    reset: () => {
      turns.length = 0;
      requests.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendJson(response: ServerResponse, status: number, body: object, retryAfter?: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  });
  response.end(JSON.stringify(body));
}

const piecesOf = (text: string, size: number): string[] =>
  text.match(new RegExp(`.{1,${size}}`, 'gsu')) ?? [];

function stream(
  response: ServerResponse,
  wire: Wire,
  turn: Exclude<ScriptedTurn, { status: number } | { tooLong: true }>,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const said = wire.stream(response);
  const usage = ('usage' in turn ? turn.usage : undefined) ?? [10, 5];
  said.begin(usage);
  if ('cutAfter' in turn) {
    said.text(piecesOf(turn.cutAfter, 7));
    // Past the kernel's buffer, so that the words arrive before the reset.
    setTimeout(() => response.destroy(), 50);
  } else if ('hangAfter' in turn) {
    said.text(piecesOf(turn.hangAfter, 7));
  } else if ('overloadedAfter' in turn) {
    said.text(piecesOf(turn.overloadedAfter, 7));
    said.overloaded();
    response.end();
  } else {
    const calls = turn.calls ?? [];
    if (turn.text !== undefined) said.text(piecesOf(turn.text, 7));
    for (const { name, id, arguments: input } of calls) {
      said.call(name, piecesOf(typeof input === 'string' ? input : JSON.stringify(input), 9), id);
    }
    said.end(calls.length > 0, usage);
    response.end();
  }
}
