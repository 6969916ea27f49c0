import { JsonToSseTransformStream } from 'ai';
import { chatRequestSchema } from '../../shared/chat.ts';
import { TandemError } from '../../shared/errors.ts';
import { canEdit, type Role, type User } from '../../shared/roles.ts';
import type { Chat, ChatHost } from './chat.ts';

/**
 * `POST chat`, `POST chat/stop`, `GET chat/history`, `POST chat/clear`; `path` is what follows the room's id.
 * @returns undefined when the path is none of these. @throws TandemError
 */
export async function handleChat(
  request: Request,
  path: string,
  who: { user: User; role: Role },
  { chat, host }: { chat: Chat; host: ChatHost },
): Promise<Response | undefined> {
  const call = `${request.method} ${path}`;
  if (call === 'GET chat/history') return Response.json({ messages: host.messages() });
  if (!['POST chat', 'POST chat/stop', 'POST chat/clear'].includes(call)) return undefined;
  if (!canEdit(who.role)) throw new TandemError('forbidden', 'Viewers cannot talk to the agent.');
  if (call === 'POST chat/stop') return Response.json({ stopped: chat.stop(who.user) });
  if (call === 'POST chat/clear') return Response.json({ cleared: await chat.clear(who.user) });
  const body = chatRequestSchema.safeParse(await readJson(request));
  if (!body.success) {
    throw new TandemError(
      'bad_request',
      'This needs a JSON body {"message": "…"} with a message that is not empty.',
    );
  }
  const id = chat.ask(body.data.message, who.user, body.data.id);
  if (request.headers.get('Prefer')?.includes('respond-async')) {
    return Response.json({ id }, { status: 202 });
  }
  if (request.headers.get('Accept')?.includes('text/event-stream')) return streamed(chat, id);
  return Response.json({ messages: await chat.replies(id) });
}

function streamed(chat: Chat, id: string): Response {
  const body = chat
    .follow(id)
    .pipeThrough(new JsonToSseTransformStream())
    .pipeThrough(new TextEncoderStream());
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
  });
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    // The schema says what was expected.
    return undefined;
  }
}
