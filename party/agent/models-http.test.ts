import { describe, expect, it } from 'vitest';
import { handleModel } from './models-http.ts';
import { configured } from './models/registry.ts';

const user = { id: 'ann', name: 'Ann', color: 1, kind: 'human' as const };
const models = configured({ OPENAI_API_KEY: 'k', OPENAI_MODEL: 'large, small', ANTHROPIC_API_KEY: 'k' });

async function choose(
  body: unknown,
  role: 'editor' | 'viewer' = 'editor',
): Promise<{ chosen: string[]; failure?: unknown }> {
  const chosen: string[] = [];
  const request = new Request('http://coder/chat/model', { method: 'POST', body: JSON.stringify(body) });
  const parts = { models, choose: (model: string) => void chosen.push(model) };
  try {
    await handleModel(request, 'chat/model', { user, role }, parts);
  } catch (failure) {
    return { chosen, failure };
  }
  return { chosen };
}

describe('the choice of a model', () => {
  it('A65 is among all that have a key, the first of them the usual one, and the built-in commands', () => {
    expect(models.names).toEqual(['large', 'small', 'claude-sonnet-5-5', 'commands']);
    expect(models.default).toBe('large');
    expect(configured({ OPENAI_API_KEY: ' ' }).names).toEqual(['commands']);
  });

  it('A65 is for editors, and of what there is', async () => {
    expect(await choose({ model: 'small' })).toEqual({ chosen: ['small'] });
    for (const [body, role, code] of [
      [{ model: 'small' }, 'viewer', 'forbidden'],
      [{ model: 'huge' }, 'editor', 'unprocessable'],
      [{ model: 7 }, 'editor', 'bad_request'],
    ] as const) {
      expect(await choose(body, role)).toMatchObject({ chosen: [], failure: { code } });
    }
  });
});
