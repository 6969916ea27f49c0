import { type Command, defineCommand } from 'just-bash';
import { onlyBuiltins, shellCommands } from '../../../../../shared/shell-commands.ts';
import { optionsOf } from './options.ts';
import { aboutFile, bytesOf, latin1, printed, quoted, refused } from './results.ts';

/** Commands that scripts use and just-bash does not have, or has without what matters of them. */
const cmp = defineCommand('cmp', async (args, context) => {
  const parsed = optionsOf('cmp', args, { short: 's', long: { silent: 's', quiet: 's' } });
  if ('wrong' in parsed) return refused(parsed.wrong, 2);
  const [left, right = '-', ...rest] = parsed.operands;
  if (left === undefined) return refused("cmp: missing operand after 'cmp'\n", 2);
  if (rest.length > 0) return refused('cmp: offsets are not supported here\n', 2);
  const read: Uint8Array[] = [];
  for (const name of [left, right]) {
    try {
      read.push(await bytesOf(context, name));
    } catch (error) {
      return refused(aboutFile('cmp', name, error), 2);
    }
  }
  const [a = new Uint8Array(), b = new Uint8Array()] = read;
  const at = a.findIndex((byte, index) => byte !== b[index]);
  if (at === -1 && a.length === b.length) return printed('');
  if (parsed.options.length > 0) return printed('', 1);
  const linesBefore = (end: number): number => a.subarray(0, end).filter((byte) => byte === 10).length;
  const shorter = a.length < b.length ? left : right;
  if (at === -1 || at >= b.length) {
    const end = Math.min(a.length, b.length);
    const place = end === 0 ? 'which is empty' : `after byte ${end}, in line ${linesBefore(end)}`;
    return refused(`cmp: EOF on ${shorter} ${place}\n`, 1);
  }
  return printed(`${left} ${right} differ: byte ${at + 1}, line ${linesBefore(at) + 1}\n`, 1);
});

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const mktemp = defineCommand('mktemp', async (args, { cwd, fs }) => {
  const long = { directory: 'd', 'dry-run': 'u', quiet: 'q', suffix: 'S', tmpdir: 'p' };
  const parsed = optionsOf('mktemp', args, { short: 'duqp:tS:', long });
  if ('wrong' in parsed) return refused(parsed.wrong);
  const options = new Map(parsed.options);
  const [template] = parsed.operands;
  const isInFolder = template === undefined || options.has('p') || options.has('t');
  const pattern = template ?? 'tmp.XXXXXXXXXX';
  const end = pattern.lastIndexOf('X') + 1;
  let start = end;
  while (pattern[start - 1] === 'X') start -= 1;
  const [before, after] = [pattern.slice(0, start), pattern.slice(end)];
  if (end - start < 3 || after.includes('/'))
    return refused(`mktemp: too few X's in template '${pattern}'\n`);
  const random = Array.from(crypto.getRandomValues(new Uint8Array(end - start)), (byte) =>
    letters.charAt(byte % letters.length),
  ).join('');
  const folder = isInFolder ? `${options.get('p') || '/tmp'}/` : '';
  const name = `${folder}${before}${random}${after}${options.get('S') ?? ''}`;
  const path = fs.resolvePath(cwd, name);
  try {
    if (!options.has('u')) await (options.has('d') ? fs.mkdir(path) : fs.writeFile(path, ''));
  } catch (error) {
    return refused(aboutFile('mktemp', `failed to create file via template '${pattern}'`, error));
  }
  return printed(`${name}\n`);
});

const realpath = defineCommand('realpath', async (args, { cwd, fs }) => {
  const long = { 'canonicalize-existing': 'e', 'canonicalize-missing': 'm', 'relative-to': 'R', quiet: 'q' };
  const parsed = optionsOf('realpath', args, { short: 'emqsR:', long });
  if ('wrong' in parsed) return refused(parsed.wrong);
  const options = new Map(parsed.options);
  if (parsed.operands.length === 0) return refused('realpath: missing operand\n');
  const base = options.get('R');
  let [stdout, stderr] = ['', ''];
  for (const name of parsed.operands) {
    const path = fs.resolvePath(cwd, name).replace(/(.)\/$/, '$1');
    const needed = options.has('e') ? path : path.replace(/\/[^/]*$/, '') || '/';
    if (!options.has('m') && !(await fs.exists(needed))) {
      stderr += `realpath: ${name}: No such file or directory\n`;
      continue;
    }
    stdout += `${base === undefined ? path : relative(fs.resolvePath(cwd, base), path)}\n`;
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
});

function relative(from: string, to: string): string {
  const [a, b] = [from.split('/').filter(Boolean), to.split('/').filter(Boolean)];
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/') || '.';
}

/** `env NAME=VALUE COMMAND`, of which just-bash exports no value to another bash. */
const env = defineCommand(
  'env',
  async (args, { cwd, exec, exportedEnv = {}, origCommand, signal, stdin }) => {
    if (!origCommand || !exec) throw new Error('env has no shell.');
    const parsed = optionsOf('env', args, { short: 'iu:', long: { unset: 'u' }, stops: true });
    if ('wrong' in parsed) return await origCommand(args);
    const first = parsed.operands.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
    const isEmpty = parsed.options.some(([letter]) => letter === 'i');
    if (first === -1) {
      const shown = new Map(isEmpty ? [] : Object.entries(exportedEnv));
      for (const [letter, name] of parsed.options) if (letter === 'u') shown.delete(name);
      for (const word of parsed.operands) {
        const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
        shown.set(name, value);
      }
      return printed(Array.from(shown, ([name, value]) => `${name}=${value}\n`).join(''));
    }
    // A new shell sets these again.
    const reset = parsed.options.find(
      ([letter, name]) => letter === 'i' || name === 'HOME' || name === 'USER',
    );
    if (reset && /^(?:.*\/)?(?:ba)?sh$/.test(parsed.operands[first] ?? ''))
      return refused(`env: -${reset.join(' ').trim()} before a shell is not supported here\n`, 125);
    if (isEmpty) return await origCommand(args);
    const unset = parsed.options.map(([, name]) => `unset ${quoted(name)};`);
    const set = parsed.operands.slice(0, first).map((word) => `export ${quoted(word)};`);
    const script = [...unset, ...set, ...parsed.operands.slice(first).map(quoted)].join(' ');
    return await exec(script, { cwd, stdin: latin1(stdin), stdinKind: 'bytes', ...(signal && { signal }) });
  },
);

const programs = shellCommands.filter((name) => !onlyBuiltins.has(name));

const which = defineCommand('which', async (args) => {
  const parsed = optionsOf('which', args, { short: 'as', long: {} });
  if ('wrong' in parsed) return refused(parsed.wrong, 2);
  const found = parsed.operands.filter((name) => programs.includes(name));
  const isAll = parsed.operands.length > 0 && found.length === parsed.operands.length;
  return printed(found.map((name) => `/usr/bin/${name}\n`).join(''), isAll ? 0 : 1);
});

export const more: readonly Command[] = [cmp, env, mktemp, realpath, which];
