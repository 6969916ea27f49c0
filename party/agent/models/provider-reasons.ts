import { APICallError, type LanguageModelV4, type LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { wrapLanguageModel } from 'ai';
import * as z from 'zod/mini';

/** What a server says about its failure. */
export interface Reason {
  /** Of the answer or, for an error in a stream, the one it would have had; undefined if it says none. */
  status: number | undefined;
  /** Its sentence, with its own words for the kind of error. May hold parts of keys: not for the room. */
  text: string;
}

const wordSchema = z.nullish(z.union([z.string(), z.number()]));
const errorSchema = z.object({
  message: z.string(),
  type: z.optional(z.unknown()),
  code: z.optional(wordSchema),
  status: z.optional(wordSchema),
});
/** `{error: {…}}`, `{error: '…'}`, `{response: {error: {…}}}`, or the error itself. */
const bodySchema = z.union([
  z.object({ response: z.object({ error: errorSchema }) }),
  z.object({ error: z.union([errorSchema, z.string()]) }),
  errorSchema,
]);
/** An error in a stream that began well, as the providers' packages give it. */
const streamedSchema = z.object({ statusCode: z.optional(z.number()), data: z.optional(z.unknown()) });

/** What the server said, if the error is an answer of it. */
export function reasonOf(error: unknown): Reason | undefined {
  if (APICallError.isInstance(error)) {
    const body = parsed(error.responseBody) ?? error.data;
    const said = read(body) ?? { text: `${error.message} ${error.responseBody ?? ''}` };
    return { status: error.statusCode, text: said.text };
  }
  const streamed = streamedSchema.safeParse(error);
  if (!streamed.success) return undefined;
  const { statusCode, data } = streamed.data;
  if (error instanceof Error && statusCode === undefined && data === undefined) return undefined;
  const said = read(data) ?? read(error);
  const status = statusCode ?? said?.code;
  return said || status !== undefined ? { status, text: said?.text ?? '' } : undefined;
}

function parsed(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}

/** @returns `code` if that is a status */
function read(body: unknown): { text: string; code: number | undefined } | undefined {
  // Gemini answers with a list of one.
  const { data } = bodySchema.safeParse(Array.isArray(body) ? body[0] : body);
  if (!data) return undefined;
  const error = 'response' in data ? data.response.error : 'error' in data ? data.error : data;
  if (typeof error === 'string') return { text: error, code: undefined };
  const { code, type, status, message } = error;
  const words = [status, code, type].filter((word) => typeof word === 'string');
  const number = Number(code);
  return {
    text: [...words, message].join(' '),
    code: number >= 400 && number < 600 ? number : undefined,
  };
}

/** A model whose server's own reasons for failures stand in this server's log. */
export const withReasonsLogged = (model: LanguageModelV4, apiKey: string): LanguageModelV4 =>
  wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      wrapStream: async ({ doStream }) => {
        try {
          const result = await doStream();
          const logging = new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>({
            transform: (part, controller) => {
              if (part.type === 'error') logReason(part.error, apiKey);
              controller.enqueue(part);
            },
          });
          return { ...result, stream: result.stream.pipeThrough(logging) };
        } catch (error) {
          logReason(error, apiKey);
          throw error;
        }
      },
    },
  });

function logReason(error: unknown, apiKey: string): void {
  const reason = reasonOf(error);
  if (!reason) return;
  const status = reason.status === undefined ? '' : ` (${reason.status})`;
  console.error(`tandem: the model’s server failed${status}:`, redacted(reason.text, apiKey));
}

const maxReasonLength = 300;

/** Keys, also those that the server has shortened or masked itself, and the names of accounts. */
const secretLike =
  /\b(?:sk|pk|rk|gsk|xai|org|proj|key|hf|nvapi|AIza)[-_][\w*.…-]{3,}|AIza[\w*.-]{6,}|[\w-]*\*{3,}[\w-]*|\b(?=\w*\d)(?=\w*[A-Za-z])\w{20,}/g;

/** The reason in one line, without keys. */
export function redacted(text: string, apiKey: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const known = apiKey.length < 4 ? line : line.replaceAll(apiKey, '[…]');
  return known.replaceAll(secretLike, '[…]').slice(0, maxReasonLength).toWellFormed();
}
