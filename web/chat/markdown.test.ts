import { expect, it } from 'vitest';
import { readMarkdown } from './markdown.ts';

const html = (text: string): string =>
  readMarkdown(text)
    .map((block) => (block.kind === 'html' ? block.html : block.code))
    .join('');

it.each([
  '<script>alert(1)</script>',
  'a <img src=x onerror=alert(1)> b',
  '<svg/onload=alert(1)>',
  '- <iframe src="https://evil.example"></iframe>',
  '# <style>*{display:none}</style>',
  '| <b onclick=x> | y |\n|---|---|\n| <a href="javascript:alert(1)"> | z |',
])('W4 creates no element from raw HTML: %j', (text) => {
  expect(html(text)).not.toMatch(/<(script|img|svg|iframe|style|b|a)[\s>/]/i);
});

it.each([
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](data:text/html,<script>1</script>)',
  '[x](vbscript:x)',
  '[x](/local)',
  '[x](//host.example)',
  '<javascript:alert(1)>',
])('W4 creates no link for %j', (text) => {
  expect(html(text)).not.toContain('<a ');
});

it('W4 turns an image into a link that shows its address', () => {
  const out = html('![chart](https://evil.example/?secret=1&b=2)');
  expect(out).not.toContain('<img');
  expect(out).toContain('title="https://evil.example/?secret=1&amp;b=2"');
});

it('W4 gives links their whole address as title, and no referrer', () => {
  expect(html('[docs](https://example.org/a"b)')).toContain(
    '<a href="https://example.org/a%22b" title="https://example.org/a%22b" target="_blank" rel="noreferrer">docs</a>',
  );
});

it('W4 keeps code as text, even while its fence is open', () => {
  expect(readMarkdown('Look:\n\n```ts\nconst a = "<b>";\n')).toEqual([
    { kind: 'html', html: '<p>Look:</p>\n' },
    { kind: 'code', language: 'ts', code: 'const a = "<b>";' },
  ]);
});

it('W4 gives unchanged text the same blocks when more is appended', () => {
  const text = '# One\n\nTwo *three*\n\n- four';
  expect(readMarkdown(`${text}\n- five`).slice(0, 2)).toEqual(readMarkdown(text).slice(0, 2));
});

it('W67 renders half-written markup as if it were closed', () => {
  const grown = (text: string): string =>
    readMarkdown(text, true)
      .map((block) => (block.kind === 'html' ? block.html : block.code))
      .join('');
  expect(grown('this is **bold')).toBe('<p>this is <strong>bold</strong></p>\n');
  expect(grown('see [the docs](https://exam')).toBe('<p>see the docs</p>\n');
  expect(grown('![secret](https://evil.example/?')).not.toContain('evil');
  expect(grown('call `greet')).toContain('<code>greet</code>');
});

it('W232 a word that begins with @ is no markup', () => {
  expect(html('see @src/__init__.py')).toBe('<p>see @src/__init__.py</p>\n');
  expect(html('**@agent** and _@Bo_')).toBe('<p><strong>@agent</strong> and <em>@Bo</em></p>\n');
  expect(html('mail ana@example.org')).toContain('href="mailto:ana@example.org"');
});

it('W4 shows markup that is nested too deeply as text', () => {
  expect(html('>'.repeat(5_000))).toBe(`<pre><code>${'&gt;'.repeat(5_000)}</code></pre>`);
});
