import { tokensOf, transform } from './sucrase.ts';

/**
 * The offset of the first namespace that contains code to run. Sucrase silently drops every namespace, which is
 * harmless only for declared ones, and for those that contain nothing but types.
 * @throws SyntaxError when this is not TypeScript, TooNested
 */
export function namespaceIn(source: string, jsx: boolean): number | undefined {
  // Most files need no second parse.
  if (!/\b(?:namespace|module)(?:\s|\/[*/])/.test(source)) return undefined;
  const tokens = tokensOf(source, jsx);
  const dropped = tokens.map(({ start, end, isType }) => (isType ? source.slice(start, end) : ''));
  const ends = blockEnds(dropped);
  for (let i = 0; i < dropped.length; i++) {
    const isDeclared = dropped[i] === 'declare';
    const head = headAt(dropped, isDeclared ? i + 1 : i);
    if (head === undefined) continue;
    if (dropped[head.open] !== '{') {
      // Skip the dotted name, so that no part of a long one is examined twice.
      i = head.open - 1;
      continue;
    }
    const end = ends.get(head.open) ?? dropped.length;
    if (isDeclared || (head.hasName && onlyTypes(i, end))) i = end;
    else if (head.hasName) return tokens[i]?.start;
  }
  return undefined;

  /** Whether nothing is left of a namespace, and of those in it, when only their heads and brackets are removed. */
  function onlyTypes(from: number, to: number): boolean {
    let code = '';
    let done = tokens[from]?.start ?? 0;
    const closing = new Set<number>();
    for (let i = from; i <= to; i++) {
      const head = headAt(dropped, i);
      const isBlock = head?.hasName === true && dropped[head.open] === '{' && dropped[i - 1] !== 'declare';
      if (isBlock) closing.add(ends.get(head.open) ?? to);
      else if (!closing.has(i)) continue;
      const isExported =
        isBlock && i > from && source.slice(tokens[i - 1]?.start, tokens[i - 1]?.end) === 'export';
      code += `${source.slice(done, tokens[isExported ? i - 1 : i]?.start)};`;
      done = tokens[isBlock ? head.open : i]?.end ?? source.length;
      if (isBlock) i = head.open;
    }
    const transforms = ['typescript' as const, ...(jsx ? ['jsx' as const] : [])];
    const left = transform(code, { transforms, disableESTransforms: true }).code;
    return left.replace(/\/\*[^]*?\*\/|\/\/.*|[\s;]/g, '') === '';
  }
}

/** The head of a namespace whose keyword is at a token: whether it has a name, and the token after it. */
function headAt(dropped: readonly string[], at: number): { hasName: boolean; open: number } | undefined {
  if (!/^(?:namespace|module|global)$/.test(dropped[at] ?? '')) return undefined;
  const isName = (i: number): boolean => /^[^\W\d]|^[$'"]|^[^\0-\x7f]/.test(dropped[i] ?? '');
  let open = at + 1;
  if (isName(open)) open++;
  while (dropped[open] === '.' && isName(open + 1)) open += 2;
  return { hasName: open > at + 1, open };
}

/** The closing bracket of each opening one, by their tokens. */
function blockEnds(texts: readonly string[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const [i, text] of texts.entries()) {
    if (text === '{' || text === '${') open.push(i);
    const start = text === '}' ? open.pop() : undefined;
    if (start !== undefined) ends.set(start, i);
  }
  return ends;
}
