import { JsonToSseTransformStream } from 'ai';
import type * as z from 'zod/mini';
import { namesAgent } from '../../../shared/chat.ts';
import {
  chatRequestSchema,
  compactRequestSchema,
  queueEditSchema,
  resendSchema,
} from '../../../shared/chat-requests.ts';
import type { CoderAnswer } from '../../../shared/coder-answers.ts';
import { continueSchema } from '../../../shared/continuations.ts';
import { rateLimited, TandemError } from '../../../shared/errors.ts';
import { agentLimits, chatLimits } from '../../../shared/limits.ts';
import { canEdit } from '../../../shared/roles.ts';
import { type Chat, viewersOnlyRead } from '../chat/chat.ts';
import type { ChatHost, Draft } from '../chat/chat-host.ts';
import { historyPage } from '../chat/history-page.ts';
import { callInMessage, type WholeCall } from '../chat/whole-call.ts';
import { answer, type Caller, numberFrom, readJson, readJsonIfAny } from './request.ts';

interface ChatRouteParts {
  chat: Chat;
  host: ChatHost;
  /** Called once for each message, before it is queued for the agent. @throws TandemError `rate_limited` */
  beginTurn: () => Promise<void>;
}

const queueCall = /^(PATCH|DELETE) chat\/queue\/([^/]+)$|^(POST) chat\/queue\/([^/]+)\/now$/;
const commands = new Set([
  'POST chat',
  'POST chat/continue',
  'POST chat/stop',
  'POST chat/clear',
  'POST chat/compact',
]);
const toolCall = /^GET chat\/messages\/([^/]+)\/calls\/([^/]+)$/;
const resendCall = /^POST chat\/messages\/([^/]+)\/resend$/;

/**
 * `POST chat`, `POST chat/continue`, `POST chat/stop`, `GET chat/history`, `POST chat/clear`, `POST chat/compact`;
 * `PATCH` and `DELETE chat/queue/<id>`, `POST chat/queue/<id>/now`, `POST chat/messages/<id>/resend`, `GET
 * chat/messages/<id>/calls/<callId>`; `path` is the part of the URL after the room's id.
 * @returns undefined for any other call. @throws TandemError
 */
export async function handleChat(
  request: Request,
  path: string,
  who: Caller,
  { chat, host, beginTurn }: ChatRouteParts,
): Promise<Response | undefined> {
  const call = `${request.method} ${path}`;
  if (call === 'GET chat/history') return answer('GET chat/history', historyOf(request, host));
  const wholeCall = toolCall.exec(call);
  if (wholeCall) return answer('GET chat/messages/<id>/calls/<callId>', readCall(wholeCall, host));
  const queued = queueCall.exec(call);
  const resent = resendCall.exec(call);
  if (!queued && !resent && !commands.has(call)) return undefined;
  if (!canEdit(who.role)) {
    if (call !== 'POST chat') throw new TandemError('forbidden', viewersOnlyRead);
    return postAsViewer(request, who, chat);
  }
  const early = isWriting(call) ? chat.pace.take(who.user.id, await lengthOf(request)) : 0;
  if (early > 0) throw rateLimited('You are sending messages too fast.', early);
  if (queued) return changeQueue(request, queued, who, chat);
  if (resent) {
    const change = await readJson(request, resendSchema);
    const id = await chat.resend(decodeURIComponent(resent[1] ?? ''), draftOf(change), who.user, beginTurn);
    return answer('POST chat/messages/<id>/resend', { id }, 202);
  }
  if (call === 'POST chat/stop') return answer(call, { stopped: chat.stop(who.user) });
  if (call === 'POST chat/clear') return answer(call, { cleared: await chat.clear(who.user) });
  if (call === 'POST chat/continue') {
    const { turn } = await readJson(request, continueSchema);
    return replyTo(request, chat, await chat.goOn(turn, who.user, beginTurn));
  }
  if (call === 'POST chat/compact') return compact(request, who, chat, beginTurn);
  return postMessage(request, who, chat, beginTurn);
}

/** The whole transcript, or a page of it if the query has a `limit` or `before`. */
function historyOf(request: Request, host: ChatHost): CoderAnswer<'GET chat/history'> {
  const { queue } = host.state();
  const query = new URL(request.url).searchParams;
  const before = query.get('before') ?? undefined;
  if (before === undefined && !query.has('limit')) return { messages: [...host.messages()], queue };
  const { historyMessages, maxHistoryMessages } = agentLimits;
  const limit = numberFrom(request, 'limit', historyMessages, maxHistoryMessages);
  return { ...historyPage(host.messages(), { before, limit }), queue };
}

function readCall([, inMessage = '', of = '']: RegExpExecArray, host: ChatHost): WholeCall {
  const [id, callId] = [decodeURIComponent(inMessage), decodeURIComponent(of)];
  const inTranscript = callInMessage(
    host.messages().find((message) => message.id === id),
    callId,
  );
  const call = inTranscript ?? (host.openTurn()?.id === id ? host.streamedCall(callId) : undefined);
  if (!call) throw new TandemError('not_found', 'This is no longer in the chat.');
  return call;
}

async function compact(
  request: Request,
  { user }: Caller,
  chat: Chat,
  beginTurn: ChatRouteParts['beginTurn'],
): Promise<Response> {
  const { keep } = (await readJsonIfAny(request, compactRequestSchema)) ?? {};
  return answer('POST chat/compact', await chat.compact(keep, user, beginTurn));
}

/** Whether a call makes the pages get text, or a cleared transcript. Stopping and removing are always possible. */
const isWriting = (call: string): boolean => call !== 'POST chat/stop' && !call.startsWith('DELETE');

const lengthOf = async (request: Request): Promise<number> =>
  (await request.clone().arrayBuffer()).byteLength;

async function postMessage(
  request: Request,
  who: Caller,
  chat: Chat,
  beginTurn: ChatRouteParts['beginTurn'],
): Promise<Response> {
  const { message: text, mentions, id: given, ask, mode } = await readJson(request, chatRequestSchema);
  if (ask === false && !namesAgent(text)) {
    const id = await chat.postToPeople({ text, mentions }, who.user, given);
    return answer('POST chat (async)', { id }, 202);
  }
  const id = await chat.ask({ text, mentions }, who.user, given, {
    begin: beginTurn,
    ...(mode === 'ask' && { mode }),
  });
  return replyTo(request, chat, id);
}

/** A viewer's message to the people, whatever it says. All viewers together may write as fast as one editor. */
async function postAsViewer(request: Request, { user }: Caller, chat: Chat): Promise<Response> {
  const length = await lengthOf(request);
  const early = Math.max(chat.pace.take(user.id, length), chat.pace.take('viewers', length));
  if (early > 0) throw rateLimited('The viewers of this room are sending messages too fast.', early);
  const { message: text, mentions, id: given, ask } = await readJson(request, chatRequestSchema);
  if (ask !== false)
    throw new TandemError('forbidden', `${viewersOnlyRead} Where the owner lets them, they write to people.`);
  if (text.length > chatLimits.maxViewerMessageLength)
    throw new TandemError(
      'bad_request',
      `A viewer’s message has at most ${chatLimits.maxViewerMessageLength} characters.`,
    );
  const id = await chat.postAsViewer({ text, mentions }, user, given);
  return answer('POST chat (async)', { id }, 202);
}

/** The answer to a message that has begun a turn, as the request wants it: whole, as a stream, or not at all. */
async function replyTo(request: Request, chat: Chat, id: string): Promise<Response> {
  if (request.headers.get('Prefer')?.includes('respond-async')) {
    return answer('POST chat (async)', { id }, 202);
  }
  if (request.headers.get('Accept')?.includes('text/event-stream')) return streamed(chat, id);
  return answer('POST chat', { messages: await chat.replies(id) });
}

async function changeQueue(
  request: Request,
  [, change, changed, , now]: RegExpExecArray,
  { user }: Caller,
  chat: Chat,
): Promise<Response> {
  const id = decodeURIComponent(changed ?? now ?? '');
  if (change === 'PATCH') {
    const { message: text, mentions } = await readJson(request, queueEditSchema);
    await chat.editQueued(id, { text, mentions }, user);
  } else if (change === 'DELETE') {
    chat.removeQueued(id, user);
  } else {
    chat.sendNow(id, user);
  }
  return answer('PATCH chat/queue/<id>', { id });
}

const draftOf = ({ message, mentions }: z.infer<typeof resendSchema>): Partial<Draft> => ({
  ...(message === undefined ? {} : { text: message }),
  ...(mentions === undefined ? {} : { mentions }),
});

function streamed(chat: Chat, id: string): Response {
  const stream = chat
    .follow(id)
    .pipeThrough(new JsonToSseTransformStream())
    .pipeThrough(new TextEncoderStream());
  return new Response(stream, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
  });
}
