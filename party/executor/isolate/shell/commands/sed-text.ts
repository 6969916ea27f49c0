/** What we use of the lexer of just-bash's sed. */
interface Lexer {
  peek(): string;
  advance(): string;
}

const isBlank = (character: string): boolean => character === ' ' || character === '\t';

/** Comes to the text of `a`, `i` or `c`: GNU's sed leaves out blanks before it, but not those after a backslash. */
export function skipToText(lexer: Lexer): void {
  while (isBlank(lexer.peek())) lexer.advance();
  if (lexer.peek() !== '\\') return;
  lexer.advance();
  if (lexer.peek() === '\n') lexer.advance();
}

const plain: Record<string, string> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\u0007' };

/** What replaces a match: with groups, `&`, and `\U`, `\L`, `\u`, `\l`, `\E`. */
export function replacementOf(
  template: string,
  match: string,
  groups: readonly (string | undefined)[],
): string {
  let [result, convert, once] = ['', '', ''];
  const add = (text: string): void => {
    if (text === '') return;
    const all = convert === 'U' ? text.toUpperCase() : convert === 'L' ? text.toLowerCase() : text;
    const [first = ''] = all;
    const changed = once === 'u' ? first.toUpperCase() : once === 'l' ? first.toLowerCase() : first;
    result += changed + all.slice(first.length);
    once = '';
  };
  for (let at = 0; at < template.length; at++) {
    const character = template.charAt(at);
    if (character === '&') add(match);
    else if (character !== '\\' || at + 1 >= template.length) add(character);
    else {
      at += 1;
      const next = template.charAt(at);
      if ('ULE'.includes(next)) convert = next === 'E' ? '' : next;
      else if ('ul'.includes(next)) once = next;
      else if (/\d/.test(next)) add(next === '0' ? match : (groups[Number(next) - 1] ?? ''));
      else add(plain[next] ?? next);
    }
  }
  return result;
}
