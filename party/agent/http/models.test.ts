import { describe, expect, it } from 'vitest';
import { handleModel } from './models.ts';
import { ModelChoice } from '../models/choice.ts';
import { configured } from '../models/registry.ts';

const user = { id: 'ann', name: 'Ann', color: 1, kind: 'human' as const };
const models = configured({ OPENAI_API_KEY: 'k', OPENAI_MODEL: 'large, small', ANTHROPIC_API_KEY: 'k' });

class Storage extends Map<string, string> {
  put(key: string, value: string): void {
    this.set(key, value);
  }
}

async function choose(
  body: unknown,
  role: 'editor' | 'viewer' = 'editor',
): Promise<{ chosen: string[]; failure?: unknown }> {
  const chosen: string[] = [];
  const request = new Request('http://coder/chat/model', { method: 'POST', body: JSON.stringify(body) });
  const choice = new ModelChoice(models, new Storage(), ({ model }) => void chosen.push(model));
  try {
    await handleModel(request, 'chat/model', { user, role }, choice);
  } catch (failure) {
    return { chosen, failure };
  }
  return { chosen };
}

describe('the choice of a model', () => {
  it('A65 offers every model that has a key, the first as default, and the built-in commands', () => {
    expect(models.names).toEqual(['large', 'small', 'claude-sonnet-5-5', 'commands']);
    expect(models.default).toBe('large');
    expect(configured({ OPENAI_API_KEY: ' ' }).names).toEqual(['commands']);
  });

  it('A65 is open to editors, and only for available models', async () => {
    expect(await choose({ model: 'small' })).toEqual({ chosen: ['small'] });
    for (const [body, role, code] of [
      [{ model: 'small' }, 'viewer', 'forbidden'],
      [{ model: 'huge' }, 'editor', 'unprocessable'],
      [{ model: 7 }, 'editor', 'bad_request'],
    ] as const) {
      expect(await choose(body, role)).toMatchObject({ chosen: [], failure: { code } });
    }
  });

  it('A65 is remembered, and falls back to the default when that model is no longer configured', () => {
    const kept = new Storage();
    new ModelChoice(models, kept, () => undefined).choose('small');
    expect(new ModelChoice(models, kept, () => undefined).state.model).toBe('small');
    const other = configured({ ANTHROPIC_API_KEY: 'k' });
    expect(new ModelChoice(other, kept, () => undefined).state.model).toBe('claude-sonnet-5-5');
  });
});
