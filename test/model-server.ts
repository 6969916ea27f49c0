import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { complaintAbout, type Entry } from './conversation.ts';
import { type CachedBlock, type CacheUse, type PromptCache } from './prompt-cache.ts';

/** The scripted answer to one request. */
export type ScriptedTurn =
  | ScriptedAnswer
  /** Answers with an error status, worded as by the API. */
  | { status: number; retryAfter?: string }
  /** Refuses the request as too long for the model. */
  | { tooLong: true }
  /** Begins well, and then reports in the stream that it is overloaded. */
  | { overloadedAfter: string; thought?: string }
  /** Begins well and breaks off in mid-stream, without an end. */
  | { cutAfter: string }
  /** Begins, and then sends nothing until the client goes away. */
  | { hangAfter: string };

export interface ScriptedAnswer {
  /** What the model thinks first. It must come back with the later steps of the turn, as these APIs demand. */
  thought?: string;
  text?: string;
  calls?: ScriptedCall[];
  /** Ends because the answer is as long as it may be. */
  isCut?: boolean;
  /** Ends because the provider withholds the rest. */
  isWithheld?: boolean;
  usage?: Usage;
}

/** In tokens; those in the cache are part of the input. */
type Usage = readonly [input: number, output: number, cached?: number];

interface ScriptedCall {
  name: string;
  /** Some servers number the calls of each step anew; without this the call gets a unique id. */
  id?: string;
  /** JSON; a string is sent as it is, even if it is not JSON. */
  arguments: unknown;
}

export interface ModelRequest {
  headers: IncomingHttpHeaders;
  body: { model: string; stream: boolean; messages: { role: string; content: unknown }[]; tools?: unknown[] };
  /** The conversation, whatever the wire calls it. */
  messages: unknown[];
  /** The same, whatever the wire makes of it. */
  conversation: Entry[];
  /** What the provider's cache would have had of it. */
  cache: CacheUse;
}

/** A model that answers by what it is sent. */
export type ConversationModel = (request: ModelRequest) => ScriptedTurn;

export interface ModelServer {
  /** Base URL with `/v1`. */
  url: string;
  requests: ModelRequest[];
  /** What was wrong with requests that were refused for what they contain. */
  complaints: string[];
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
  /** Whether thoughts come with a proof, which is what must come back; else their text must. */
  hasProofs: boolean;
  /** The conversation in a request's body. */
  messagesIn(body: never): unknown[];
  /**
   * Whether a call of this turn is sent back without the thought that came with it.
   * @param thoughts by the ids of calls
   */
  missingThought(messages: unknown[], thoughts: ReadonlyMap<string, string>): boolean;
  /** The messages one by one. */
  read(messages: unknown[]): Entry[];
  /** What the API refuses beyond {@link complaintAbout}. */
  complaint?(messages: unknown[]): string | undefined;
  /** A new cache like the provider's. */
  cache(): PromptCache;
  /** A request in the order in which the provider caches it. */
  blocksIn(body: never): CachedBlock[];
  /** Writes the parts of one answer: `begin`, texts and calls in order, then `overloaded` or `end`. */
  stream(response: ServerResponse): WireStream;
}

export interface WireStream {
  begin(usage: Usage): void;
  /** What the model thinks, with the given proof of it: encrypted or signed, if the wire has that. */
  thought(pieces: readonly string[], proof: string): void;
  /** The pieces of one text, in order. */
  text(pieces: readonly string[]): void;
  /** @returns the call's id */
  call(name: string, pieces: readonly string[], id: string | undefined): string;
  overloaded(): void;
  /** @param ending why the answer ends */
  end(ending: 'calls' | 'length' | 'withheld' | 'stop', usage: Usage): void;
}

/**
 * A server on loopback that speaks a provider's streaming wire, with a script in place of a model.
 * @param model answers what comes past the end of the script, with the usage as a provider would count it
 */
export async function startModelServer(wire: Wire, model?: ConversationModel): Promise<ModelServer> {
  const turns: ScriptedTurn[] = [];
  const requests: ModelRequest[] = [];
  const complaints: string[] = [];
  const thoughts = new Map<string, string>();
  const cache = wire.cache();
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
    const body = JSON.parse(text) as never;
    const messages = wire.messagesIn(body);
    const conversation = wire.read(messages);
    const used = cache.read(wire.blocksIn(body));
    const asked: ModelRequest = { headers: request.headers, body, messages, conversation, cache: used };
    requests.push(asked);
    const lost = wire.missingThought(messages, thoughts) ? 'a call comes without its thought' : undefined;
    const complaint = lost ?? complaintAbout(conversation) ?? wire.complaint?.(messages);
    if (complaint !== undefined) {
      complaints.push(complaint);
      return sendJson(response, 400, wire.error(400));
    }
    const turn = turns.shift() ?? counted(model?.(asked), used);
    if (!turn) return sendJson(response, 500, wire.error(500));
    if ('tooLong' in turn) return sendJson(response, wire.tooLong.status, wire.tooLong.body);
    if ('status' in turn) return sendJson(response, turn.status, wire.error(turn.status), turn.retryAfter);
    if ('hangAfter' in turn) {
      hanging++;
      response.once('close', () => hanging--);
    }
    stream(response, wire, turn, thoughts);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    complaints,
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

const unitsPerToken = 4;

/** An answer with the usage that a provider would count. */
function counted(turn: ScriptedTurn | undefined, { units, cached }: CacheUse): ScriptedTurn | undefined {
  if (!turn || 'status' in turn || 'tooLong' in turn) return turn;
  const tokens = (length: number): number => Math.ceil(length / unitsPerToken);
  return { ...turn, usage: [tokens(units), tokens(JSON.stringify(turn).length), tokens(cached)] };
}

function sendJson(response: ServerResponse, status: number, body: object, retryAfter?: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  });
  response.end(JSON.stringify(body));
}

/** A thought as only its model can read it, encrypted or signed. */
const proofOf = (thought: string): string => `${proofMark}${Buffer.from(thought).toString('base64')}`;
/** Where this is, there is a proof of thought. */
export const proofMark = 'proof-of-thought-';

const piecesOf = (text: string, size: number): string[] =>
  text.match(new RegExp(`.{1,${size}}`, 'gsu')) ?? [];

function stream(
  response: ServerResponse,
  wire: Wire,
  turn: Exclude<ScriptedTurn, { status: number } | { tooLong: true }>,
  thoughts: Map<string, string>,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const said = wire.stream(response);
  const usage: Usage = ('usage' in turn ? turn.usage : undefined) ?? [10, 5];
  said.begin(usage);
  if ('cutAfter' in turn) {
    said.text(piecesOf(turn.cutAfter, 7));
    // Past the kernel's buffer, so that the words arrive before the reset.
    setTimeout(() => response.destroy(), 50);
  } else if ('hangAfter' in turn) {
    said.text(piecesOf(turn.hangAfter, 7));
  } else if ('overloadedAfter' in turn) {
    if (turn.thought !== undefined) said.thought(piecesOf(turn.thought, 7), proofOf(turn.thought));
    said.text(piecesOf(turn.overloadedAfter, 7));
    said.overloaded();
    response.end();
  } else {
    const { calls = [], thought, isCut = false, isWithheld = false } = turn;
    if (thought !== undefined) said.thought(piecesOf(thought, 7), proofOf(thought));
    if (turn.text !== undefined) said.text(piecesOf(turn.text, 7));
    for (const { name, id, arguments: input } of calls) {
      const json = typeof input === 'string' ? input : JSON.stringify(input);
      const callId = said.call(name, piecesOf(json, 9), id);
      if (thought !== undefined) thoughts.set(callId, wire.hasProofs ? proofOf(thought) : thought);
    }
    const ending = isCut ? 'length' : isWithheld ? 'withheld' : calls.length > 0 ? 'calls' : 'stop';
    said.end(ending, usage);
    response.end();
  }
}
