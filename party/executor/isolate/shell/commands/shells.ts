import { type Command, type CommandContext, decodeBytesToUtf8, defineCommand } from 'just-bash';
import { aboutFile, refused, textOf } from './results.ts';

/** Letters that ask for what happens anyway: a login shell, an interactive one, job control. */
const ignored = 'hilm';

/** `bash` and `sh` with the options of `set` before a script: `bash -euo pipefail -c …`, `bash -x FILE`, `bash -s`. */
export const shells: readonly Command[] = ['bash', 'sh'].map((name) =>
  defineCommand(name, async (args, context) => {
    const { origCommand, stdin } = context;
    if (!origCommand) throw new Error(`There is no ${name}.`);
    if (!/^[-+]/.test(args[0] ?? '') || args[0] === '-c' || args[0] === '--help')
      return await origCommand(args);
    const rest = [...args];
    const set: string[] = [];
    let [isCommand, isPiped] = [false, false];
    for (let arg = rest[0] ?? ''; /^[-+]./.test(arg); arg = rest[0] ?? '') {
      rest.shift();
      if (arg === '--') break;
      if (arg.startsWith('--')) continue;
      const letters = Array.from(arg.slice(1)).filter((letter) => !ignored.includes(letter));
      for (const letter of letters) {
        if (letter === 'c') isCommand = true;
        else if (letter === 's') isPiped = true;
        else set.push(letter === 'o' ? `${arg.charAt(0)}o ${rest.shift() ?? ''}` : arg.charAt(0) + letter);
      }
    }
    const before = set.map((option) => `set ${option} || exit 2\n`).join('');
    const text = isCommand
      ? rest.shift()
      : isPiped || rest.length === 0
        ? decodeBytesToUtf8(stdin)
        : undefined;
    if (text !== undefined)
      return await origCommand(['-c', before + text, ...(isCommand ? rest : [name, ...rest])]);
    return await ofFile(context, name, rest, before, origCommand);
  }),
);

async function ofFile(
  context: CommandContext,
  name: string,
  [file = '', ...rest]: string[],
  before: string,
  run: NonNullable<CommandContext['origCommand']>,
) {
  try {
    return await run(['-c', before + (await textOf(context, file)), file, ...rest]);
  } catch (error) {
    return refused(aboutFile(name, file, error), 127);
  }
}
