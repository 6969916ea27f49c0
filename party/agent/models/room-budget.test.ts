import type { LanguageModelV4 } from '@ai-sdk/provider';
import { describe, expect, it } from 'vitest';
import { TandemError } from '../../../shared/errors.ts';
import type { User } from '../../../shared/roles.ts';
import type { UsageLimits } from '../../../shared/usage.ts';
import { steppingModel } from '../../../test/calling-model.ts';
import { ann, ben } from '../../../test/chat-harness.ts';
import { coderTables } from '../../../test/node-sql.ts';
import { startOpenAiServer } from '../../../test/openai-server.ts';
import { metadataOf, textOf, TurnHarness } from '../../../test/turn-harness.ts';
import { handleUsage } from '../http/usage.ts';
import { budgeted } from './budgeted.ts';
import { openAiModel } from './openai.ts';
import { configured } from './registry.ts';
import { RoomBudget } from './room-budget.ts';
import { UsageTable } from './usage-table.ts';

const dayMs = 24 * 60 * 60_000;

function roomBudget({ serverTokensPerDay }: { serverTokensPerDay?: string } = {}) {
  const clock = { now: 20_000 * dayMs + 1 };
  const now = (): number => clock.now;
  const kept = new Map<string, UsageLimits>();
  const turn: { open: { id: string; message: { author: User } } | undefined } = { open: undefined };
  const warnings: (string | undefined)[] = [];
  const usage = new UsageTable(coderTables(), now);
  const budget = new RoomBudget({
    usage,
    storage: { get: (key) => kept.get(key), put: (key, value) => void kept.set(key, value) },
    serverTokensPerDay,
    turn: () => turn.open,
    summary: () => undefined,
    onWarning: (warning) => warnings.push(warning),
    now,
  });
  const use = (tokens: number, model = 'gpt', price?: Parameters<RoomBudget['begin']>[1]): void =>
    budget.begin(model, price, 0)({ inputTokens: tokens, outputTokens: 0 });
  const ask = (id: string, author: User = ann): void => void (turn.open = { id, message: { author } });
  return { budget, clock, usage, use, ask, warnings };
}

describe('a room’s tokens', () => {
  it('H24 run out for the day, and are back on the next', () => {
    const { budget, clock, use } = roomBudget({ serverTokensPerDay: '1000' });
    use(999);
    budget.assertLeftToday();
    use(5);
    expect(() => budget.assertLeftToday()).toThrow(
      /used the 1,000 tokens that this room has .* ROOM_TOKENS_PER_DAY\. Try again in 24 hours/,
    );
    clock.now += dayMs;
    budget.assertLeftToday();
    expect(budget.usage.counted).toEqual({ tokens: 0, dollars: 0 });
  });

  it('H43 run out at the owner’s limit, which says who can raise it; it cannot be above the server’s', () => {
    const { budget, use } = roomBudget({ serverTokensPerDay: '1000' });
    expect(() => budget.setLimits({ tokensPerDay: 1_001 })).toThrow('allows a room 1,000 tokens a day');
    budget.setLimits({ tokensPerDay: 500 });
    use(500);
    expect(() => budget.assertLeftToday()).toThrow(
      /used the 500 tokens that the room’s owner allows .* An owner can raise/,
    );
    budget.setLimits({});
    budget.assertLeftToday();
  });

  it('H43 in dollars count by the model’s price; models without one count nothing', () => {
    const { budget, use } = roomBudget();
    budget.setLimits({ dollarsPerDay: 2 });
    use(10_000_000);
    use(999_999, 'priced', { input: 2, output: 10 });
    budget.assertLeftToday();
    use(1, 'priced', { input: 2, output: 10 });
    expect(() => budget.assertLeftToday()).toThrow('used the $2.00 that the room’s owner allows');
    expect(budget.usage.today).toMatchObject({ cost: 2, isPartial: true });
  });

  it('H43 A221 a turn ends at the owner’s limit for one, and the next begins anew; requests are taken meanwhile', () => {
    const { budget, use, ask } = roomBudget();
    budget.setLimits({ tokensPerTurn: 100 });
    ask('T1');
    use(99);
    use(1);
    expect(() => use(0)).toThrow(/This turn has used the 100 tokens .* Continue goes on from there/);
    budget.assertLeftToday();
    ask('T2');
    use(1);
    budget.setLimits({ dollarsPerTurn: 1.5 });
    use(1_500_000, 'priced', { input: 1, output: 1 });
    expect(() => use(0)).toThrow('This turn has used the $1.50');
  });

  it('H44 warns from 80 % on, of the limit that is nearest, and stops when that is raised or the day is over', () => {
    const { budget, clock, use, warnings } = roomBudget();
    budget.setLimits({ tokensPerDay: 1_000, dollarsPerDay: 1 });
    use(799);
    expect(warnings).toEqual([]);
    use(1);
    expect(warnings).toEqual([
      'The agent has used 80 % of the 1,000 tokens that it has for today (until 00:00 UTC).',
    ]);
    use(50, 'priced', { input: 18_000, output: 0 });
    expect(warnings.at(-1)).toContain('90 % of the $1.00');
    budget.setLimits({ tokensPerDay: 100_000 });
    expect(warnings.at(-1)).toBeUndefined();
    use(99_999);
    expect(warnings.at(-1)).toContain('100 % of the 100,000 tokens');
    clock.now += dayMs;
    budget.warn();
    expect(warnings.at(-1)).toBeUndefined();
  });
});

const prompt: Parameters<LanguageModelV4['doStream']>[0]['prompt'] = [
  { role: 'user', content: [{ type: 'text', text: 'x'.repeat(4_000) }] },
];

describe('calls of a model', () => {
  const modelsAt = (budget: RoomBudget, baseUrl: string, beginCall = async (): Promise<void> => undefined) =>
    budgeted(
      { ...configured({}), get: () => openAiModel({ apiKey: 'sk', baseUrl, model: 'gpt' }) },
      budget,
      beginCall,
    ).get('gpt');

  it('H24 count the usage the model reports, the prompt when the answer is interrupted, and nothing when refused', async () => {
    const server = await startOpenAiServer();
    const { budget } = roomBudget();
    const spent = (): number => budget.usage.counted.tokens;
    let calls = 0;
    const model = modelsAt(budget, server.url, async () => void calls++);
    server.script({ text: 'hello', usage: [300, 70] }, { status: 401 }, { hangAfter: 'well' });
    const { stream } = await model.doStream({ prompt });
    expect(spent()).toBeGreaterThan(1_000);
    for await (const _ of stream as unknown as AsyncIterable<unknown>);
    expect(spent()).toBe(370);
    await expect(model.doStream({ prompt })).rejects.toThrow();
    expect(spent()).toBe(370);
    const hung = await model.doStream({ prompt });
    await hung.stream.cancel();
    expect(spent()).toBeGreaterThan(1_370);
    expect(calls).toBe(3);
    await server.close();
  });

  it('H24 H43 are not made once the day’s tokens are used up, not even several at once', async () => {
    const { budget } = roomBudget();
    budget.setLimits({ tokensPerDay: 1_500 });
    const { promise, resolve } = Promise.withResolvers<void>();
    let begun = 0;
    const model = modelsAt(budget, 'http://127.0.0.1:1', () => {
      begun++;
      return promise;
    });
    const calls = Array.from({ length: 5 }, async () => model.doStream({ prompt }));
    const refused = calls
      .slice(2)
      .map((call) => expect(call).rejects.toMatchObject({ code: 'rate_limited' }));
    await Promise.all(refused);
    expect(begun).toBe(2);
    resolve();
    await Promise.allSettled(calls);
    expect(budget.usage.counted.tokens).toBe(0);
  });
});

describe('a turn', () => {
  const steps = [{ calls: [['listFiles', '{}']] as [string, string][] }, { text: 'never said' }];
  const take = async (budget: RoomBudget, beginCall = async (): Promise<void> => undefined) => {
    const models = { ...configured({}), get: () => steppingModel(steps) };
    return new TurnHarness().take(budgeted(models, budget, beginCall).get('stepping'), 'go');
  };

  it.each<[string, UsageLimits, RegExp]>([
    ['for a turn', { tokensPerTurn: 1 }, /^This turn has used the 1 tokens .* An owner can raise this/],
    [
      'for a day',
      { tokensPerDay: 1 },
      /^The agent has used the 1 tokens .* An owner can raise this .* Try again/,
    ],
  ])(
    'A221 ends at the owner’s limit %s as that, not as failed, and says who can raise it',
    async (_, limits, why) => {
      const { budget, ask } = roomBudget();
      ask('T');
      budget.setLimits(limits);
      const chunks = await take(budget);
      expect(chunks.some(({ type }) => type === 'tool-output-available')).toBe(true);
      expect(metadataOf(chunks)).toMatchObject({ ended: 'limit' });
      expect(textOf(chunks)).toMatch(why);
    },
  );

  it('A221 ends at a quota of the server as that, and by anything else as failed', async () => {
    for (const [code, ended] of [
      ['rate_limited', 'limit'],
      ['unavailable', 'failed'],
    ] as const) {
      const chunks = await take(roomBudget().budget, async () => {
        throw new TandemError(code, 'Not now.');
      });
      expect(metadataOf(chunks)).toMatchObject({ ended });
      expect(textOf(chunks)).toBe('Not now.');
    }
  });
});

describe('usage', () => {
  it('H42 is reported for today, 7 and 30 days, by model and by person', () => {
    const { budget, clock, ask } = roomBudget();
    const use = (model: string, used: [number, number, number], isAbout?: true): void => {
      const price = isAbout ? { input: 1, output: 1, cached: 0, isAbout } : undefined;
      const [inputTokens, cachedTokens, outputTokens] = used;
      budget.begin(model, price, 50)({ inputTokens, cachedTokens, outputTokens });
    };
    ask('T1', ben);
    use('old', [10, 0, 1]);
    clock.now += 29 * dayMs;
    ask('T2');
    use('listed', [1_000_000, 400_000, 0], true);
    clock.now += 6 * dayMs;
    ask('T3');
    use('listed', [100, 0, 10], true);
    use('free', [5, 0, 5]);
    ask('T4', { ...ben, name: 'Benjamin' });
    use('free', [1, 0, 1]);
    const { today, week, month, byModel, byPerson } = budget.usage;
    expect(today).toMatchObject({
      turns: 2,
      inputTokens: 106,
      outputTokens: 16,
      isAbout: true,
      isPartial: true,
    });
    expect(week).toMatchObject({ turns: 3, inputTokens: 1_000_106, cachedTokens: 400_000 });
    expect(month).toEqual(week);
    expect(byModel.map(({ model, turns }) => [model, turns])).toEqual([
      ['listed', 2],
      ['free', 2],
    ]);
    expect(byModel[0]?.cost).toBeCloseTo(0.60011);
    expect(byModel[1]).not.toHaveProperty('cost');
    expect(byPerson.map(({ by, turns }) => [by.name, turns])).toEqual([
      ['Ann', 2],
      ['Benjamin', 1],
    ]);
  });

  it('H42 is for editors and owners; only owners set limits', async () => {
    const { budget } = roomBudget({ serverTokensPerDay: '1000' });
    const call = (method: string, path: string, role: 'viewer' | 'editor' | 'owner', body?: unknown) =>
      handleUsage(
        new Request(`http://coder/${path}`, {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
        path,
        { user: ann, role },
        budget,
      );
    await expect(call('GET', 'usage', 'viewer')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(call('PUT', 'usage/limits', 'editor', {})).rejects.toMatchObject({ code: 'forbidden' });
    for (const bad of [{ tokensPerDay: 0 }, { dollarsPerDay: 'much' }, { euros: 1 }])
      await expect(call('PUT', 'usage/limits', 'owner', bad)).rejects.toMatchObject({ code: 'bad_request' });
    await expect(call('PUT', 'usage/limits', 'owner', { tokensPerDay: 2_000 })).rejects.toMatchObject({
      code: 'unprocessable',
    });
    const set = await call('PUT', 'usage/limits', 'owner', { tokensPerDay: 900, dollarsPerTurn: 0.5 });
    expect(await set?.json()).toMatchObject({ limits: { tokensPerDay: 900, dollarsPerTurn: 0.5 } });
    const read = await call('GET', 'usage', 'editor');
    expect(await read?.json()).toMatchObject({
      limits: { tokensPerDay: 900, dollarsPerTurn: 0.5 },
      serverTokensPerDay: 1_000,
      today: { turns: 0, inputTokens: 0 },
      resetsAt: 20_001 * dayMs,
    });
  });
});
