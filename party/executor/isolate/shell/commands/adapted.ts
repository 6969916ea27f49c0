import type { CommandContext, ExecResult } from 'just-bash';
import { colouredJq } from '../colours/jq.ts';
import { withArguments } from './arguments.ts';
import { optionsOf } from './options.ts';
import { aboutFile, printed, quoted, refused, textOf } from './results.ts';

type Run = (args: string[]) => Promise<ExecResult>;
type Adapt = (args: readonly string[], context: CommandContext, run: Run) => Promise<ExecResult>;

const byName: Record<string, Adapt> = {
  awk,
  expr,
  head,
  jq,
  md5sum: checksums,
  od,
  paste,
  printf,
  sed,
  sha1sum: checksums,
  sha256sum: checksums,
};

/** Runs a command of just-bash with arguments as it understands them, or refuses what it would do wrongly. */
export async function adapted(
  name: string,
  args: readonly string[],
  context: CommandContext,
  run: Run,
): Promise<ExecResult> {
  const adapt = byName[name];
  return adapt ? await adapt(args, context, run) : await withArguments(name, args, run);
}

/** The names of the commands that only this changes. */
export const onlyAdapted = ['expr', 'md5sum', 'od', 'printf', 'sha1sum', 'sha256sum'];

async function awk(args: readonly string[], context: CommandContext, run: Run): Promise<ExecResult> {
  if (args.includes('--help')) return await run([...args]);
  const long = { 'field-separator': 'F', assign: 'v', file: 'f' };
  const parsed = optionsOf('awk', args, { short: 'F:v:f:', long, stops: true });
  if ('wrong' in parsed) return refused(parsed.wrong, 2);
  const [operands, programs] = [[...parsed.operands], [] as string[]];
  for (const [letter, name] of parsed.options) {
    if (letter !== 'f') continue;
    try {
      programs.push(await textOf(context, name));
    } catch (error) {
      return refused(aboutFile('awk', name, error), 2);
    }
  }
  if (programs.length === 0) programs.push(...operands.splice(0, 1));
  // `length` alone is that of the line; just-bash takes it for a variable.
  const program = programs
    .join('\n')
    .replace(bareLength, (part) => (part === 'length' ? 'length($0)' : part));
  const settings = parsed.options.filter(([letter]) => letter !== 'f');
  if (/(?<!\w)RS\s*=(?!=)/.test(program) || settings.some(([, value]) => value.startsWith('RS=')))
    return refused('awk: RS is not supported here: records are lines\n', 2);
  return await run([...settings.flatMap(([letter, value]) => [`-${letter}`, value]), program, ...operands]);
}

/** A string, a regular expression, a comment, or `length` without parentheses. */
const bareLength = /"(?:\\.|[^"\\])*"|\/(?:\\.|[^/\\\n])+\/|#.*|\blength\b(?!\s*\()/g;

/** `STRING : PATTERN` gives what the first group matches: sed knows that, by regular expressions that never backtrack. */
async function expr(args: readonly string[], { cwd, exec }: CommandContext, run: Run): Promise<ExecResult> {
  const [text = '', colon, pattern = ''] = args;
  if (args.length !== 3 || colon !== ':' || !pattern.includes('\\(') || !exec) return await run([...args]);
  const separator = '\u0001';
  if ((text + pattern).includes('\n') || pattern.includes(separator))
    return refused('expr: text of several lines is not supported here\n', 2);
  const whole = `^${pattern.replace(/^\^/, '')}${pattern.endsWith('$') ? '' : '.*'}`;
  const script = ['', whole, String.raw`\1`, 'p'].join(separator);
  const found = await exec(`printf '%s\\n' ${quoted(text)} | sed -n ${quoted(`s${script}`)}`, { cwd });
  const value = found.stdout.replace(/\n$/, '');
  return { ...found, stdout: `${value}\n`, exitCode: value === '' || value === '0' ? 1 : 0 };
}

/** `head -n -2`: all but the last two lines. */
async function head(args: readonly string[], context: CommandContext, run: Run): Promise<ExecResult> {
  const parsed = optionsOf('head', args, { short: 'n:', long: { lines: 'n' } });
  const count = 'wrong' in parsed ? '' : (parsed.options.at(-1)?.[1] ?? '');
  if ('wrong' in parsed || !/^-\d+$/.test(count) || parsed.operands.length > 1) return await run([...args]);
  try {
    const lines = (await textOf(context, parsed.operands[0] ?? '-')).match(/[^\n]*\n|[^\n]+$/g) ?? [];
    return printed(lines.slice(0, Math.max(0, lines.length + Number(count))).join(''));
  } catch (error) {
    return refused(
      `head: cannot open '${parsed.operands[0]}' for reading: ${aboutFile('', '', error).slice(4)}`,
    );
  }
}

/** `-j` prints strings as they are, like `-r`. */
async function jq(given: readonly string[], context: CommandContext, run: Run): Promise<ExecResult> {
  const args = colouredJq(given, context);
  const isJoined = args.some((arg) => arg === '--join-output' || /^-[a-zA-Z]*j/.test(arg));
  return await run(isJoined ? ['-r', ...args] : [...args]);
}

/** With `-c` it says at the end, apart from the results, how many do not match. */
async function checksums(args: readonly string[], _: CommandContext, run: Run): Promise<ExecResult> {
  const result = await run([...args]);
  const [warning = ''] = /^\w+: WARNING: .*\n$/m.exec(result.stdout) ?? [];
  if (warning === '') return result;
  return { ...result, stdout: result.stdout.replace(warning, ''), stderr: result.stderr + warning };
}

/** Other numbers than octal ones. */
async function od(args: readonly string[], _: CommandContext, run: Run): Promise<ExecResult> {
  const given = args.find((arg) => /^(?:-[A-Za-z]*[txdfiou]|--format)/.test(arg));
  if (given === undefined) return await run([...args]);
  return refused(`od: only -c, -b and octal numbers are supported here: ${given}\n`);
}

/** Without a file it reads what is piped in. */
async function paste(args: readonly string[], _: CommandContext, run: Run): Promise<ExecResult> {
  const parsed = optionsOf('paste', args, { short: 'd:s', long: { delimiters: 'd', serial: 's' } });
  if ('wrong' in parsed || parsed.operands.length > 0) return await run([...args]);
  return await run([...args, '-']);
}

/** Bytes above 127, as octal numbers, are parts of UTF-8. */
async function printf(args: readonly string[], _: CommandContext, run: Run): Promise<ExecResult> {
  const rewritten: string[] = [];
  for (const arg of args) {
    let isText = true;
    const text = arg.replace(/(?<!\\)(?:\\\\)*(?:\\0?[23][0-7]{2})+/g, (bytes) => {
      const start = bytes.search(/\\0?[23][0-7]{2}/);
      const numbers = Array.from(bytes.slice(start).matchAll(/\\0?([0-7]{3})/g), ([, octal = '0']) =>
        Number.parseInt(octal, 8),
      );
      try {
        new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(numbers));
      } catch {
        isText = false;
      }
      return bytes.slice(0, start) + numbers.map((number) => `\\x${number.toString(16)}`).join('');
    });
    if (!isText) return refused('bash: printf: bytes that are not UTF-8 are not supported here\n');
    rewritten.push(text);
  }
  return await run(rewritten);
}

/** `s/…/…/w FILE` */
const writing = /(?:^|[;{\n!/$\d])\s*s([^\w\s\\])(?:\\.|(?!\1).)*\1(?:\\.|(?!\1).)*\1[gpiIm\d]*w\s/s;

/** `-i.bak` keeps the file under that name too. */
async function sed(args: readonly string[], { cwd, fs }: CommandContext, run: Run): Promise<ExecResult> {
  if (args.includes('--help')) return await run([...args]);
  const long = {
    expression: 'e',
    file: 'f',
    'in-place': 'i',
    quiet: 'n',
    'regexp-extended': 'E',
    silent: 'n',
  };
  const parsed = optionsOf('sed', args, { short: 'nErsui::e:f:', long });
  if ('wrong' in parsed) return refused(parsed.wrong);
  const { options, operands } = parsed;
  const files = options.some(([letter]) => letter === 'e' || letter === 'f') ? operands : operands.slice(1);
  const scripts = options.filter(([letter]) => letter === 'e').map(([, script]) => script);
  if (
    [...scripts, ...operands.slice(0, operands.length - files.length)].some((script) => writing.test(script))
  )
    return refused('sed: the flag w of s is not supported here\n');
  const suffix = options.find(([letter]) => letter === 'i')?.[1] ?? '';
  if (suffix.includes('*')) return refused(`sed: -i with a * is not supported here: ${suffix}\n`);
  if (
    options.some(([letter]) => letter === 's') &&
    !options.some(([letter]) => letter === 'i') &&
    files.length > 1
  )
    return refused('sed: -s is not supported here\n');
  for (const file of suffix === '' ? [] : files) {
    const path = fs.resolvePath(cwd, file);
    if (await fs.exists(path)) await fs.writeFile(`${path}${suffix}`, await fs.readFileBuffer(path));
  }
  const passed = options.filter(([letter]) => letter !== 's' && letter !== 'u');
  const result = await run([
    ...passed.flatMap(([letter, value]) =>
      letter === 'e' || letter === 'f' ? [`-${letter}`, value] : [`-${letter}`],
    ),
    ...(operands.length > files.length ? ['-e', operands[0] ?? ''] : []),
    ...files.map((file) => (file.startsWith('-') && file !== '-' ? `./${file}` : file)),
  ]);
  const missing = /^sed: (?=.*: No such file or directory$)/gm;
  return missing.test(result.stderr)
    ? { ...result, stderr: result.stderr.replace(missing, "sed: can't read "), exitCode: 2 }
    : result;
}
