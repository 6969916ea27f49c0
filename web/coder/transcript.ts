import { inOrder } from '../../shared/chat.ts';
import { applyChunk, type Chunk, chunkSchema } from './chunks.ts';
import { parseJson, type ChatFrame } from './frames.ts';
import type { Message } from './messages.ts';

/** A response that is being streamed. */
interface Stream {
  requestId: string;
  /** The number of the next chunk; those before it are in `message` already. */
  nextSeq: number;
  /** Being replayed from storage; hidden until it has caught up with what others see. */
  replaying: boolean;
  /** Started before the connection was lost and not confirmed since, so it may have ended. */
  unconfirmed: boolean;
  /** The coder has sent the message as it is in the transcript, which it does at the end. */
  isStored: boolean;
  message: Message | undefined;
}

/**
 * The room's transcript as one page knows it. The coder's lists are authoritative for finished messages. The message
 * being streamed is kept separately and overlaid, so that neither a late list nor a reconnect makes it jump.
 */
export interface Transcript {
  settled: readonly Message[];
  stream: Stream | undefined;
  /** How many messages come before these, which the page has not loaded. */
  earlier: number;
  /** Those of them that have changed since, by id; undefined for removed ones. */
  changedEarlier: ReadonlyMap<string, Message | undefined>;
}

export const emptyTranscript: Transcript = {
  settled: [],
  stream: undefined,
  earlier: 0,
  changedEarlier: new Map(),
};

/** The messages that the page shows. */
export function messagesOf({ settled, stream }: Transcript): readonly Message[] {
  if (!stream?.message || stream.replaying) return settled;
  const { message } = stream;
  const at = settled.findIndex(({ id }) => id === message.id);
  return at < 0 ? ordered([...settled, message]) : settled.with(at, message);
}

const ordered = (messages: readonly Message[]): readonly Message[] =>
  inOrder(messages, ({ metadata }) => metadata?.at);

/** The id of the message being written now. */
export const streamingId = ({ stream }: Transcript): string | undefined =>
  stream?.replaying ? undefined : stream?.message?.id;

/** The transcript at the start of a new connection. */
export const reconnected = (transcript: Transcript): Transcript => ({
  ...transcript,
  stream: transcript.stream && { ...transcript.stream, unconfirmed: true },
});

/** The transcript with the page of messages before it. @param earlier how many come before those */
export function withEarlier(
  transcript: Transcript,
  { messages, earlier }: { messages: readonly Message[]; earlier: number },
): Transcript {
  const { settled, changedEarlier } = transcript;
  const loaded = new Set(settled.map(({ id }) => id));
  const added = messages.flatMap((message) => {
    const now = changedEarlier.has(message.id) ? changedEarlier.get(message.id) : message;
    return now && !loaded.has(now.id) ? [now] : [];
  });
  return { ...transcript, settled: ordered([...added, ...settled]), earlier };
}

/** The transcript after one more frame. It is pure: the same frames give the same transcript on every page. */
export function fold(transcript: Transcript, frame: ChatFrame): Transcript {
  switch (frame.type) {
    case 'cf_agent_chat_messages':
      return {
        ...emptyTranscript,
        stream: transcript.stream,
        settled: ordered(reuse(transcript.settled, frame.messages)),
        earlier: frame.earlier ?? 0,
      };
    case 'cf_agent_message_updated': {
      const { settled, stream } = transcript;
      if (isEarlier(transcript, frame.message)) {
        return {
          ...transcript,
          changedEarlier: new Map([...transcript.changedEarlier, [frame.message.id, frame.message]]),
        };
      }
      const isStreamed = stream?.message?.id === frame.message.id;
      return {
        ...transcript,
        settled: ordered(put(settled, frame.message)),
        stream: stream && isStreamed ? { ...stream, isStored: true } : stream,
      };
    }
    case 'messages-gone': {
      const removed = new Set(frame.ids);
      const settled = transcript.settled.filter(({ id }) => !removed.has(id));
      const notLoaded = removed.size - (transcript.settled.length - settled.length);
      return {
        ...transcript,
        settled,
        earlier: Math.max(0, transcript.earlier - notLoaded),
        changedEarlier: new Map([
          ...transcript.changedEarlier,
          ...frame.ids.map((id) => [id, undefined] as const),
        ]),
      };
    }
    case 'cf_agent_chat_clear':
      return emptyTranscript;
    case 'cf_agent_stream_resume_none':
      // The lists contain the ended stream by now. A stream that started after the request continues.
      return transcript.stream?.unconfirmed && frame.reason === 'idle'
        ? { ...transcript, stream: undefined }
        : transcript;
    case 'cf_agent_use_chat_response':
      return foldResponse(transcript, frame);
    default:
      return frame satisfies never;
  }
}

/** Whether it is one of the messages that the page has not loaded. */
function isEarlier({ settled, earlier }: Transcript, { id, metadata }: Message): boolean {
  const oldest = settled[0]?.metadata?.at;
  if (earlier === 0 || oldest === undefined || metadata === undefined) return false;
  return metadata.at < oldest && settled.every((message) => message.id !== id);
}

type Response = Extract<ChatFrame, { type: 'cf_agent_use_chat_response' }>;

function foldResponse(transcript: Transcript, frame: Response): Transcript {
  const { stream: before } = transcript;
  const chunk = frame.error ? undefined : readChunk(frame.body);
  const known = before?.requestId === frame.id ? { ...before, unconfirmed: false } : undefined;
  // A stream whose start this page missed is not shown in parts; the lists will have it whole.
  if (!known && !frame.error && !frame.continuation && chunk?.type !== 'start') return transcript;
  let stream = known ?? begin(transcript, frame);
  const isApplied = frame.seq !== undefined && frame.seq < stream.nextSeq;
  if (frame.body !== '' && !isApplied) {
    const message = stream.message ?? newMessage(frame.id);
    stream = {
      ...stream,
      nextSeq: frame.seq === undefined ? stream.nextSeq : frame.seq + 1,
      message: frame.error ? withText(message, frame.body) : chunk ? applyChunk(message, chunk) : message,
    };
  }
  if (stream.replaying && (!frame.replay || frame.replayComplete || frame.done)) {
    stream = { ...stream, replaying: false };
  }
  if (!frame.done) return { ...transcript, stream };
  // A page that joined in mid-stream may have missed chunks of the reply, which it has whole by now.
  const settled = stream.isStored ? transcript.settled : messagesOf({ ...transcript, stream });
  return { ...transcript, settled, stream: undefined };
}

function begin({ settled }: Transcript, frame: Response): Stream {
  const last = settled.findLast((message) => message.role === 'assistant');
  return {
    requestId: frame.id,
    nextSeq: 0,
    replaying: frame.replay === true,
    unconfirmed: false,
    isStored: false,
    message: frame.continuation ? last : undefined,
  };
}

function readChunk(body: string): Chunk | undefined {
  const chunk = chunkSchema.safeParse(parseJson(body));
  return chunk.success ? chunk.data : undefined;
}

const withText = (message: Message, text: string): Message => ({
  ...message,
  parts: [...message.parts, { type: 'text', text }],
});

const newMessage = (id: string): Message => ({ id, role: 'assistant', parts: [], metadata: undefined });

function put(messages: readonly Message[], message: Message): readonly Message[] {
  const at = messages.findIndex(({ id }) => id === message.id);
  return at < 0 ? [...messages, message] : messages.with(at, message);
}

/** The new list with the old objects for unchanged messages, so that only changed ones render again. */
function reuse(before: readonly Message[], now: readonly Message[]): readonly Message[] {
  const byId = new Map(before.map((message) => [message.id, message]));
  return now.map((message) => {
    const old = byId.get(message.id);
    return old && JSON.stringify(old) === JSON.stringify(message) ? old : message;
  });
}
