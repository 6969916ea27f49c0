import { readFileSync } from 'node:fs';
import { APICallError } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { faultOf, failureMessage } from './provider-errors.ts';
import { redacted } from './provider-reasons.ts';

const answered = (
  statusCode: number,
  body: unknown,
  responseHeaders?: Record<string, string>,
): APICallError =>
  new APICallError({
    message: 'Bad Request',
    url: 'http://model.test/v1',
    requestBodyValues: {},
    statusCode,
    ...(responseHeaders && { responseHeaders }),
    responseBody: typeof body === 'string' ? body : JSON.stringify(body),
  });

const sentences = {
  'too-long': 'too long for the model',
  'no-tools': 'cannot call tools',
  'max-tokens': 'max_tokens',
  model: 'OPENAI_MODEL; until then',
  address: 'this model or address',
  key: 'set another OPENAI_API_KEY',
  quota: 'quota of this server',
  billing: 'no credit left',
  region: 'does not serve the region',
  busy: 'no more requests for now',
  overloaded: 'is overloaded',
  refused: 'did not accept the request',
} as const;

const refusalSchema = z.object({
  server: z.string(),
  status: z.number(),
  fault: z.enum(Object.keys(sentences) as (keyof typeof sentences)[]),
  body: z.unknown(),
});
/** Answers of real servers, as they send them. */
const refusals = readFileSync(new URL('recorded/refusals.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => refusalSchema.parse(JSON.parse(line)));

describe('faults of model servers', () => {
  it.each(refusals)('A158 names the fault of $server ($status): $fault', ({ status, body, fault }) => {
    expect(faultOf(answered(status, body)).kind).toBe(fault);
    expect(failureMessage(answered(status, body), 'openai.chat')).toContain(sentences[fault]);
  });

  it.each<[string, unknown, keyof typeof sentences]>([
    ['OpenRouter', { code: 502, message: 'Provider disconnected' }, 'overloaded'],
    ['OpenRouter', { code: 429, message: 'Rate limit exceeded' }, 'busy'],
    [
      'vLLM',
      { message: "This model's maximum context length is 4096 tokens.", type: 'BadRequestError', code: 400 },
      'too-long',
    ],
    ['OpenAI', { type: 'server_error', message: 'The server had an error.' }, 'overloaded'],
    [
      'OpenAI, Responses',
      {
        statusCode: 400,
        message: 'x',
        data: {
          type: 'response.failed',
          response: {
            error: { code: 'context_length_exceeded', message: 'Your input exceeds the context window.' },
          },
        },
      },
      'too-long',
    ],
    [
      'Anthropic',
      {
        statusCode: 529,
        message: 'Overloaded',
        data: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      },
      'overloaded',
    ],
  ])('A158 names the fault that %s reports in its stream', (_, error, kind) => {
    expect(faultOf(error).kind).toBe(kind);
  });

  it('A60 waits as long as the server says, in a header or in words', () => {
    const said = { error: { message: 'Rate limit reached. Please try again in 1.5s.' } };
    expect(faultOf(answered(429, said))).toEqual({ kind: 'busy', waitMs: 1_500 });
    expect(faultOf(answered(429, said, { 'retry-after': '7' }))).toEqual({ kind: 'busy', waitMs: 7_000 });
  });

  it.each([
    ['Incorrect API key provided: sk-se****cret.', 'Incorrect API key provided: […]'],
    ['Key hunter2 is unknown', 'Key […] is unknown'],
    ['No access for org-Ab12Cd34 in proj_x9y8z7', 'No access for […] in […]'],
    ['bad key AIzaSyA1234567890abcdef', 'bad key […]'],
    ['token 0123456789abcdef0123456789abcdef', 'token […]'],
    ['model: claude-sonnet-4-5-20250929', 'model: claude-sonnet-4-5-20250929'],
    ['request (9000 tokens)\nexceeds it', 'request (9000 tokens) exceeds it'],
  ])('A159 keeps keys out of the log: %s', (text, safe) => {
    expect(redacted(text, 'hunter2')).toBe(safe);
  });
});
