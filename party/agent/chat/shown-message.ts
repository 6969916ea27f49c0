import type { UIMessage } from 'ai';
import { agentLimits } from '../../../shared/limits.ts';
import type { Cut } from '../../../shared/transcript.ts';
import { shorten } from './shorten.ts';

/**
 * What pages get of messages: long inputs and outputs of tools only up to `shownToolLength`, with a mark of how long they
 * are. `GET chat/messages/<id>/calls/<callId>` has the whole, which the transcript and the model's prompts keep.
 */

const most = agentLimits.shownToolLength;
const shownMessages = new WeakMap<UIMessage, UIMessage>();

/** Messages never change, so that each is shortened once. */
export function shownMessage(message: UIMessage): UIMessage {
  const known = shownMessages.get(message);
  if (known) return known;
  const parts = message.parts.map((part) => (part.type.startsWith('tool-') ? shownCall(part) : part));
  const shown = parts.every((part, at) => part === message.parts[at]) ? message : { ...message, parts };
  shownMessages.set(message, shown);
  return shown;
}

/** A tool part, or a chunk that says the input or the output of a call. The same object when nothing of it is long. */
function shownCall<T extends object>(call: T): T {
  const { input, output, rawInput } = call as { input?: unknown; output?: unknown; rawInput?: unknown };
  const cut: Cut = {};
  const shown: { input?: unknown; output?: unknown } = {};
  const inputLength = lengthOf(input);
  if (inputLength > most) {
    cut.input = inputLength;
    shown.input = shorten(input, most);
  }
  const outputLength = lengthOf(output);
  if (outputLength > most) {
    cut.output = outputLength;
    shown.output = shorten(output, most);
  }
  // The SDK adds it to a call that could not be parsed. Pages show its `input`.
  const hasLongRaw = lengthOf(rawInput) > most;
  if (cut.input === undefined && cut.output === undefined && !hasLongRaw) return call;
  return { ...call, ...shown, ...(hasLongRaw && { rawInput: shorten(rawInput, most) }), cut };
}

const lengthOf = (value: unknown): number =>
  value === undefined ? 0 : ((JSON.stringify(value) as string | undefined)?.length ?? 0);

const responseFrame = '"cf_agent_use_chat_response"';

/** A frame of the SDK's to pages, with the chunk in it as pages get it. */
export function shownFrame<Frame>(frame: Frame): Frame | string {
  // Most frames are short: do not parse those.
  if (typeof frame !== 'string' || frame.length <= most || !frame.includes(responseFrame)) return frame;
  const response = JSON.parse(frame) as { type?: unknown; body?: unknown };
  if (response.type !== 'cf_agent_use_chat_response' || typeof response.body !== 'string') return frame;
  if (!response.body.startsWith('{"type":"tool-')) return frame;
  const chunk = JSON.parse(response.body) as object;
  const shown = shownCall(chunk);
  return shown === chunk ? frame : JSON.stringify({ ...response, body: JSON.stringify(shown) });
}
