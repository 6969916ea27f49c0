import imported, { type TokenProcessor } from 'sucrase/dist/TokenProcessor.js';

/**
 * Sucrase removes types without a replacement. Where a line had no semicolon, the code before a type can then merge
 * with the code after it, or be split from it. This inserts the missing character where the types were, on the same
 * line.
 */
export function writeSeparators(): void {
  const { prototype } = 'default' in imported ? imported.default : imported;
  for (const name of [
    'copyToken',
    'copyTokenWithPrefix',
    'replaceToken',
    'replaceTokenTrimmingLeftWhitespace',
  ] as const) {
    const write = prototype[name];
    prototype[name] = function (text?: string): void {
      const at = this.tokenIndex;
      write.call(this, text);
      // Overwrites: after backtracking, a token may be written differently.
      (this.ends ??= [])[at] = this.resultCode.length;
    };
  }
  const finish = prototype.finish;
  prototype.finish = function (): ReturnType<typeof finish> {
    const { code, mappings } = finish.call(this);
    return withoutEmpty(this, separated(this, code, mappings));
  };
}

/**
 * Leaves out tokens that begin where the next one does, as the empty text before a template's `${` does. Of these and of
 * all tokens after them Sucrase finds no columns.
 */
function withoutEmpty(
  { tokens }: TokenProcessor,
  { code, mappings }: ReturnType<TokenProcessor['finish']>,
): ReturnType<TokenProcessor['finish']> {
  const kept = tokens.flatMap(({ start }, i) => (start === tokens[i + 1]?.start ? [] : [i]));
  if (kept.length === tokens.length) return { code, mappings };
  const moved = kept.map((i) => mappings[i]);
  tokens.splice(0, tokens.length, ...kept.flatMap((i) => tokens[i] ?? []));
  return { code, mappings: moved };
}

/** Starts a statement or class member that is removed. */
const removedStart =
  /^(?:type|interface|declare|import|export|abstract|function|async|public|private|protected|readonly|override|static|\[)$/;
/** Cannot end a statement or member. */
const unfinished = /^(?:export|default|static|async|get|set|accessor|[;{([,.?:=*/%&|^!~<>]+|=>|[+-]=?)$/;
/** Cannot continue a type, but would continue the expression before it. */
const continuesExpression = /^[([`]/;

function separated(
  tokens: TokenProcessor,
  code: string,
  mappings: (number | undefined)[],
): ReturnType<TokenProcessor['finish']> {
  const inserts = new Map<number, string>();
  let kept = -1;
  for (const [i, { start, end }] of tokens.tokens.entries()) {
    const isEmpty = mappings[i] !== undefined && mappings[i] === tokens.ends?.[i];
    if (isEmpty && end > start) continue;
    if (kept >= 0 && i > kept + 1) {
      const found = separatorIn(tokens, kept, i);
      if (found) inserts.set(found.at, found.text);
    }
    kept = i;
  }
  if (inserts.size === 0) return { code, mappings };
  let out = '';
  let done = 0;
  const moved = mappings.map((at, i) => {
    if (at === undefined) return at;
    const text = inserts.get(i);
    if (text !== undefined) {
      out += code.slice(done, at) + text;
      done = at;
    }
    return at + out.length - done;
  });
  return { code: out + code.slice(done), mappings: moved };
}

/**
 * The separator needed between two tokens whose tokens in between were removed, and the token at whose place it goes.
 */
function separatorIn(
  tokens: TokenProcessor,
  before: number,
  after: number,
): { at: number; text: string } | undefined {
  const text = (i: number): string => tokens.code.slice(tokens.tokens[i]?.start, tokens.tokens[i]?.end);
  const breaks = (i: number, to = i + 1): boolean =>
    tokens.code.slice(tokens.tokens[i]?.end, tokens.tokens[to]?.start).includes('\n');
  const first = before + 1;
  if (/^(?:return|throw)$/.test(text(before)) && text(first) === '<') {
    return breaks(before, after) ? { at: first, text: '0,' } : undefined;
  }
  let depth = 0;
  for (let i = first; i < after; i++) {
    const begins =
      depth === 0 &&
      breaks(i - 1) &&
      removedStart.test(text(i)) &&
      !(text(i) === 'import' && text(i + 1) === '(');
    if (begins && !unfinished.test(text(i - 1))) return { at: i, text: ';' };
    if (/^[({[]$/.test(text(i))) depth++;
    if (/^[)}\]]$/.test(text(i))) depth--;
  }
  const isAssertion = /^(?:as|satisfies)$/.test(text(first));
  return isAssertion && breaks(after - 1) && continuesExpression.test(text(after))
    ? { at: first, text: ';' }
    : undefined;
}
