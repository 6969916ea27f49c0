import { tokensOf } from './sucrase.ts';

/**
 * The offset of the first namespace that contains code to run. Sucrase silently drops every namespace, which is
 * harmless only for declared ones.
 * @throws SyntaxError when this is not TypeScript, TooNested
 */
export function namespaceIn(source: string, jsx: boolean): number | undefined {
  // Most files need no second parse.
  if (!/\b(?:namespace|module)(?:\s|\/[*/])/.test(source)) return undefined;
  const tokens = tokensOf(source, jsx);
  const dropped = tokens.map(({ start, end, isType }) => (isType ? source.slice(start, end) : ''));
  const isName = (i: number): boolean => /^[^\W\d]|^[$'"]|^[^\0-\x7f]/.test(dropped[i] ?? '');
  for (let i = 0; i < dropped.length; i++) {
    const isDeclared = dropped[i] === 'declare';
    const head = isDeclared ? i + 1 : i;
    if (!/^(?:namespace|module|global)$/.test(dropped[head] ?? '')) continue;
    let open = head + 1;
    if (isName(open)) open++;
    while (dropped[open] === '.' && isName(open + 1)) open += 2;
    if (dropped[open] !== '{') {
      // Skip the dotted name, so that no part of a long one is examined twice.
      i = open - 1;
      continue;
    }
    if (isDeclared) i = endOfBlock(dropped, open);
    else if (open > head + 1) return tokens[head]?.start;
  }
  return undefined;
}

function endOfBlock(texts: readonly string[], open: number): number {
  let depth = 0;
  for (let i = open; i < texts.length; i++) {
    if (texts[i] === '{' || texts[i] === '${') depth++;
    else if (texts[i] === '}' && --depth === 0) return i;
  }
  return texts.length;
}
