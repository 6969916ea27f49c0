import { expect, it } from 'vitest';
import { warningsFor } from './settings.ts';

const far = { ALLOWED_ORIGINS: 'https://tandem.example' };
const model = { OPENAI_API_KEY: 'sk-x' };

it('S17 warningsFor warns when strangers could spend the model’s key', () => {
  expect(warningsFor({ ...far, ...model })).toEqual([expect.stringContaining('CREATE_KEY')]);
  expect(warningsFor({ ...far, ANTHROPIC_API_KEY: 'sk-y' })).toHaveLength(1);
});

it.each([
  ['nobody else reaches the server', model],
  ['it has no model', far],
  ['rooms need a key', { ...far, ...model, CREATE_KEY: 'the-key-for-new-rooms' }],
])('S17 warningsFor does not warn when %s', (_, env) => {
  expect(warningsFor(env)).toEqual([]);
});
