import { expect, it } from 'vitest';
import { SentTranscript } from './sent-transcript.ts';

const message = (id: string, text = id) => ({ id, role: 'user', parts: [{ type: 'text', text }] });

it('A143 finds the messages that changed, and those that are gone', () => {
  const sent = new SentTranscript<ReturnType<typeof message>>();
  const [a, b, c] = [message('a'), message('b'), message('c')];
  expect(sent.update([a, b])).toEqual({ changed: [a, b], gone: [] });
  expect(sent.update([a, b])).toEqual({ changed: [], gone: [] });
  expect(sent.update([a, b, c])).toEqual({ changed: [c], gone: [] });
  const edited = message('b', 'anew');
  expect(sent.update([edited, c])).toEqual({ changed: [edited], gone: ['a'] });
  expect(sent.update([])).toEqual({ changed: [], gone: ['b', 'c'] });
});
