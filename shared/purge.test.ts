import { describe, expect, it } from 'vitest';
import { purgeLimits } from './limits.ts';
import {
  findText,
  piecesWithout,
  purgeMask,
  purgeRequestSchema,
  valueWithout,
  withoutText,
} from './purge.ts';

const secret = 'pa"ss\'\\word\n$ü/🔑 end';

describe('purging a text', () => {
  it.each([
    ['as it is', secret],
    ['with CRLF', secret.replace('\n', '\r\n')],
    ['in a string of JSON', JSON.stringify(secret)],
    ['in JSON within JSON', JSON.stringify([JSON.stringify([secret])])],
    ['in JSON four levels deep', JSON.stringify(JSON.stringify(JSON.stringify(JSON.stringify(secret))))],
    [
      'in ASCII alone',
      JSON.stringify(secret).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    ['fully escaped', Array.from(secret, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`).join('')],
    ['with CRLF in JSON', JSON.stringify(secret.replace('\n', '\r\n'))],
    ['with needless escapes', JSON.stringify(secret).replace('/', '\\/')],
    ['in a shell’s quotes in JSON', JSON.stringify(`'${secret.replaceAll("'", "'\\''")}'`)],
    ['with JavaScript’s byte escapes', JSON.stringify(secret).replaceAll('s', '\\x73')],
  ])('H35 finds it %s, and nothing else', (_, written) => {
    expect(withoutText(`before ${written} after`, secret)).toMatch(/^before \W*after$/);
    expect(withoutText(`before ${written} after`, secret)).toContain(purgeMask);
    expect(findText(`before ${written.slice(0, written.length / 2)}`, secret)).toEqual([]);
  });

  it('H35 leaves the rest of a JSON text unchanged', () => {
    const before = { said: `a ${secret} b`, [secret]: ['other', { deep: secret }], n: 1, nothing: null };
    const after = valueWithout(before, secret);
    expect(after).toEqual({
      said: `a ${purgeMask} b`,
      [purgeMask]: ['other', { deep: purgeMask }],
      n: 1,
      nothing: null,
    });
    expect(valueWithout(after, secret)).toBe(after);
    expect(JSON.parse(withoutText(JSON.stringify({ said: secret }), secret))).toEqual({ said: purgeMask });
  });

  it('H35 finds a text spread over printed lines, or over pieces', () => {
    const key = '-----BEGIN KEY-----\nabc\n-----END KEY-----';
    const entries = ['before', ...key.split('\n'), 'after'].map((text, atMs) => ({
      level: 'log',
      text,
      atMs,
    }));
    const texts = (valueWithout(entries, key) as typeof entries).map(({ text }) => text);
    expect(texts).toEqual(['before', purgeMask, purgeMask, purgeMask, 'after']);
    expect(valueWithout(['x', ...key.split('\n')], key)).toEqual(['x', purgeMask, purgeMask, purgeMask]);
    expect(piecesWithout(['one sec', 'ret-', '12 two'], 'secret-12', '')).toEqual([
      `one ${purgeMask}`,
      purgeMask,
      `${purgeMask} two`,
    ]);
    expect(piecesWithout(['one sec', 'ret-', '12 two'], 'secret-12', '\n')).toEqual([
      'one sec',
      'ret-',
      '12 two',
    ]);
  });

  it('H35 masks overlapping occurrences', () => {
    expect(withoutText('xabababababy', 'abababab')).toBe(`x${purgeMask}y`);
    expect(withoutText('one secret-1 two secret-1', 'secret-1')).toBe(`one ${purgeMask} two ${purgeMask}`);
  });

  it('H35 takes linear time on a text full of backslashes', () => {
    const text = `${'\\'.repeat(200)}end`;
    expect(findText('\\'.repeat(100_000), text)).toEqual([]);
    expect(findText(`${'\\'.repeat(100_000)}end`, text).length).toBe(1);
  });
});

describe('purgeRequestSchema', () => {
  it.each([
    ['too short', 'seven77'],
    ['nothing but white space', '         '],
    ['too long', 'x'.repeat(purgeLimits.maxBytes + 1)],
    ['too long in bytes', 'ü'.repeat(purgeLimits.maxBytes / 2 + 1)],
    ['what takes its place', `ab${purgeMask}cd`],
    ['control characters', 'abc\u0000defgh'],
  ])('H34 refuses %s', (_, text) => {
    expect(purgeRequestSchema.safeParse({ text }).success).toBe(false);
  });

  it('H34 normalizes line breaks as the room does', () => {
    expect(purgeRequestSchema.parse({ text: 'line one\r\nline two\r' })).toEqual({
      text: 'line one\nline two\n',
    });
    expect(purgeRequestSchema.parse({ text: 'x'.repeat(purgeLimits.maxBytes) }).text).toHaveLength(
      purgeLimits.maxBytes,
    );
  });
});
