import { describe, expect, it } from 'vitest';
import { roomLimits } from './limits.ts';
import { foldName, numberedName } from './names.ts';
import { nameProblem, nameSchema } from './session.ts';

describe('names', () => {
  it('K20 may be in any script, with emoji and accents', () => {
    const names = [
      'Ana B',
      'Ána-Łucja',
      '王小明',
      'Nguyễn Thị Ánh',
      'שָׁלוֹם',
      'علی\u200cرضا',
      'ကြောင့်',
      'สมชาย ตั้งใจ',
    ];
    const signs = ['👩‍👩‍👧 Ana', '👨🏽‍💻', '❤️', '1️⃣ Bo', '🇵🇹 Rui', '葛\u{e0100}城', 'D’Arcy', 'x_X~!'];
    for (const name of [...names, ...signs]) expect([name, nameProblem(name)]).toEqual([name, undefined]);
  });

  it('K20 are normalized to one spelling', () => {
    expect(nameSchema.parse('  Ana\u00a0\u3000Bo\u0308 ')).toBe('Ana Bö');
  });

  it.each([
    ['nothing', '', ' ', '\u00a0'],
    ['breaks and control characters', 'A\nB', 'A\rB', 'A\tB', 'A\u2028B', 'A\u2029B', 'A\u0085B', 'A\0'],
    ['direction marks', 'Ada\u202eecilA', '\u2067Ada\u2069', 'Ada\u200f', '\u061cAda'],
    [
      'zero-width characters',
      '\u200b\u200bAda',
      'A\u2060da',
      'A\ufeffda',
      'A\u00adda',
      'A\u200dda',
      'A\u034fda',
    ],
    ['fillers', '\u3164', '\u2800\u2800', '\u115f\u1160', '\uffa0', 'Ada\u3164'],
    ['selectors and tags', '\ufe0f', '\u{e0101}', 'Ada\u{e0041}\u{e0064}', '\u180b'],
    ['private and unassigned characters', '\ue000', '\u{f0000}', '\u0378', '\ud800'],
    ['piled marks', `Z${'\u0334\u0310'.repeat(8)}algo`, '\u0301', 'A \u0301'],
    ['more than 40', 'x'.repeat(41)],
  ])('K20 are not made of %s', (_, ...names) => {
    for (const name of names) expect([name, nameProblem(name)]).toEqual([name, expect.any(String)]);
  });

  it('K21 cannot be the product’s own, however they are spelt', () => {
    const agents = [
      'Agent',
      ' AGENT ',
      'a g e n t',
      'Agent.',
      'Agent 2',
      'Agent (2)',
      '🤖 Agent',
      'Ägent',
      'Аgent',
      'Αgеnt',
    ];
    const others = [
      'ᴀɢᴇɴᴛ',
      'ＡＧＥＮＴ',
      '𝐀𝐠𝐞𝐧𝐭',
      'Ⓐⓖⓔⓝⓣ',
      '🅰🅶🅴🅽🆃',
      'Tandem',
      'ταndem',
      'Ꭺgent',
      'ꓮgent',
      'ᗅgent',
      'Ag℮nt',
      'Agənt',
      'Agᥱnt',
      'Αցent',
      'AI Agent',
      'System',
      'ѕуѕtem',
      'assistant',
      'AssIstant',
    ];
    for (const name of [...agents, ...others])
      expect([name, nameProblem(name)]).toEqual([name, expect.stringContaining('Choose another')]);
    for (const name of ['Agnes', 'Agent Smith', 'Tandy', 'Sistine'])
      expect([name, nameProblem(name)]).toEqual([name, undefined]);
  });

  it('K22 fold alike when a hasty reader would confuse them', () => {
    const alike = ['Ada', 'ada', 'A d a', 'Аdа', 'Ádà', 'ΑDΑ', 'ᴀᴅᴀ', 'Ada.', 'A\u200dda', '𝓐𝓭𝓪'];
    expect(new Set(alike.map(foldName))).toEqual(new Set(['ada']));
    expect(foldName('BiIl 0')).toBe(foldName('Bill O'));
    expect(new Set(['Ada', 'Ava', 'Ada 2', 'Ada 🌸', 'Ada 🌼', '…', '!'].map(foldName)).size).toBe(7);
  });

  it('K22 are numbered within the maximum length, without splitting a character', () => {
    expect(numberedName('Ada', 2)).toBe('Ada (2)');
    const long = numberedName('👩‍👩‍👧'.repeat(5), 12);
    expect(long).toBe(`${'👩‍👩‍👧'.repeat(4)} (12)`);
    expect(long.length).toBeLessThanOrEqual(roomLimits.maxNameLength);
  });
});
