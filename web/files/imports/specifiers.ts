/** A module specifier in a program's text, without its quotes. */
export interface Specifier {
  text: string;
  /** The offset of its first character. */
  start: number;
}

/** One token of TypeScript or JavaScript. A template is read up to its first `${`. */
const token =
  /(?<space>\s+|\/\/.*|\/\*[^]*?(?:\*\/|$))|(?<word>[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*)|(?<string>'(?:[^'\\\n]|\\[^])*'?|"(?:[^"\\\n]|\\[^])*"?)|(?<sign>[^])/uy;
const templatePart = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?<end>`|\$\{|$)/uy;
const regexLiteral = /\/(?:[^\\[/\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/uy;

/** Words after which a `/` begins a regular expression. */
const beforeExpression = new Set(
  'await case delete do else in instanceof new of return throw typeof void yield'.split(' '),
);

/** The literal specifiers of a program's imports: `import`, `export … from`, `import(…)`, `require(…)`, `import.meta.resolve(…)`. */
export function specifiersIn(text: string): Specifier[] {
  const found: Specifier[] = [];
  /** The tokens before the current one, the last one last, at most four; a string or template is `''`. */
  let before: string[] = [];
  /** For each open brace, whether it is a template's `${`. */
  const braces: boolean[] = [];
  let at = 0;
  const add = (part: string): void => {
    before = [...before, part].slice(-4);
  };
  const match = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const result = pattern.exec(text) ?? undefined;
    if (result) at = pattern.lastIndex;
    return result;
  };
  const note = (start: number, end: number): void => {
    const specifier = text.slice(start, end);
    if (specifier === '' || specifier.includes('\\') || !namesModule(before)) return;
    // In a call, the string may be a part of a computed specifier.
    if (before.at(-1) === '(' && !/^\s*[),]/.test(text.slice(end + 1, end + 100))) return;
    found.push({ text: specifier, start });
  };
  const readTemplate = (): void => {
    const isInside = match(templatePart)?.groups?.['end'] === '${';
    if (isInside) braces.push(true);
    add(isInside ? '{' : '');
  };
  while (at < text.length) {
    const start = at;
    if (text[at] === '/' && startsExpression(before.at(-1)) && !/^\/[/*]/.test(text.slice(at, at + 2))) {
      if (match(regexLiteral)) {
        add('');
        continue;
      }
    }
    const { space, word, string, sign } = match(token)?.groups ?? {};
    if (space !== undefined) continue;
    if (word !== undefined) add(word);
    else if (string !== undefined) {
      if (string.length > 1 && string.endsWith(string.charAt(0))) note(start + 1, at - 1);
      add('');
    } else if (sign === '`') {
      const end = text.indexOf('`', at);
      if (end !== -1 && !text.slice(at, end).includes('${')) note(at, end);
      readTemplate();
    } else if (sign === '}' && braces.pop() === true) readTemplate();
    else {
      if (sign === '{') braces.push(false);
      add(sign ?? '');
    }
  }
  return found;
}

/** Whether a string after these tokens is a specifier. */
function namesModule(before: readonly string[]): boolean {
  const [third, second, first, last] = [undefined, undefined, undefined, undefined, ...before].slice(-4);
  if (last === 'from' || last === 'import') return first !== '.';
  if (last !== '(') return false;
  if (first === 'import' || first === 'require') return second !== '.';
  return first === 'resolve' && second === '.' && third === 'meta';
}

/** Whether a `/` after this token begins a regular expression; otherwise it divides. */
const startsExpression = (before: string | undefined): boolean =>
  before === undefined || beforeExpression.has(before) || /^[^\w$)\]}\u0080-\uffff]$/.test(before);
