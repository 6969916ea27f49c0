import type { CommandContext } from 'just-bash';
import { takesColour, terminalIn } from './terminal.ts';

/** Options of jq with two values after them. */
const withValues = new Set(['--arg', '--argjson', '--rawfile', '--slurpfile']);

/** The arguments of jq without those about colours, which it has where it prints on a terminal. */
export function colouredJq(args: readonly string[], context: CommandContext): string[] {
  let when = takesColour(context);
  const rest: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const values = withValues.has(arg) ? 2 : 0;
    if (values > 0 || !/^(?:-[A-Za-z]*[CM][A-Za-z]*|--(?:color|monochrome)(?:-output)?)$/.test(arg)) {
      rest.push(...args.slice(at, at + values + 1));
      at += values;
      continue;
    }
    when = arg.startsWith('--c') || (!arg.startsWith('--') && arg.lastIndexOf('C') > arg.lastIndexOf('M'));
    const others = arg.startsWith('--') ? '' : arg.replace(/[CM]/g, '');
    if (others.length > 1) rest.push(others);
  }
  terminalIn(context).isColoured = when;
  return rest;
}
