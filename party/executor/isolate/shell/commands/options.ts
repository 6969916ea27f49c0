interface Parsed {
  options: [letter: string, value: string][];
  operands: string[];
}

interface Spec {
  /** The letters, each followed by `:` when it takes a value, by `::` when it may have one attached. */
  short: string;
  /** Long names, and the letters that they stand for. */
  long?: Record<string, string>;
  /** Everything from the first operand on is an operand. */
  stops?: boolean;
}

/** Options as GNU's getopt reads them, or what is wrong with them. */
export function optionsOf(name: string, args: readonly string[], spec: Spec): Parsed | { wrong: string } {
  const { short, long = {}, stops = false } = spec;
  const options: [string, string][] = [];
  const operands: string[] = [];
  const kindOf = (letter: string): '' | ':' | '::' | undefined => {
    const at = short.indexOf(letter);
    if (letter === ':' || at === -1) return undefined;
    return short.startsWith('::', at + 1) ? '::' : short.startsWith(':', at + 1) ? ':' : '';
  };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      if (stops) {
        operands.push(...args.slice(at));
        break;
      }
      operands.push(arg);
      continue;
    }
    if (arg.startsWith('--')) {
      const [whole = '', given] = arg.slice(2).split(/=(.*)/s, 2);
      const letter = long[whole];
      const kind = letter === undefined ? undefined : kindOf(letter);
      if (letter === undefined || kind === undefined)
        return { wrong: `${name}: unrecognized option '--${whole}'\n` };
      if (kind === '' && given !== undefined)
        return { wrong: `${name}: option '--${whole}' doesn't allow an argument\n` };
      if (kind === ':' && given === undefined && at + 1 >= args.length)
        return { wrong: `${name}: option '--${whole}' requires an argument\n` };
      options.push([letter, given ?? (kind === ':' ? (args[++at] ?? '') : '')]);
      continue;
    }
    for (let letterAt = 1; letterAt < arg.length; letterAt++) {
      const letter = arg.charAt(letterAt);
      const kind = kindOf(letter);
      if (kind === undefined) return { wrong: `${name}: invalid option -- '${letter}'\n` };
      if (kind === '') {
        options.push([letter, '']);
        continue;
      }
      const attached = arg.slice(letterAt + 1);
      if (kind === ':' && attached === '' && at + 1 >= args.length)
        return { wrong: `${name}: option requires an argument -- '${letter}'\n` };
      options.push([letter, attached === '' && kind === ':' ? (args[++at] ?? '') : attached]);
      break;
    }
  }
  return { options, operands };
}
