import type { ShellState } from '../../../../shared/host.ts';
import { shellLimits } from '../../../../shared/limits.ts';

/** Internal variables that every shell sets itself. */
const ownVariables = new Set(['?', 'BASHOPTS', 'SHELLOPTS', 'PWD', 'OPTIND', 'IFS']);

/** The state for the next command, as far as it can be kept, and a line for everything that cannot. */
export function keptOf(
  env: Record<string, string>,
  cwd: string,
): { state: Omit<ShellState, 'status'>; complaints: string } {
  const { maxNameLength, maxDirectoryLength, maxValueLength, maxVariables, maxStateLength } = shellLimits;
  const kept: [name: string, value: string][] = [];
  const dropped: string[] = [];
  let length = 0;
  for (const [name, value] of Object.entries(env)) {
    if (ownVariables.has(name)) continue;
    const fits =
      name.length <= maxNameLength &&
      value.length <= maxValueLength &&
      length + name.length + value.length <= maxStateLength &&
      kept.length < maxVariables;
    if (!fits) {
      dropped.push(name.slice(0, 40));
      continue;
    }
    length += name.length + value.length;
    kept.push([name, value]);
  }
  const complaints: string[] = [];
  if (dropped.length > 0) {
    const names =
      dropped.slice(0, 5).join(', ') + (dropped.length > 5 ? ` and ${dropped.length - 5} more` : '');
    complaints.push(
      `bash: ${names}: not kept for the next command: a variable can take ${maxValueLength / 1024} KiB, all ${maxVariables} together ${maxStateLength / 1024} KiB\n`,
    );
  }
  const there = env['PWD'] ?? cwd;
  const isKept = there.length <= maxDirectoryLength;
  if (!isKept)
    complaints.push(`bash: the next command begins in ${cwd}: this directory's name is too long\n`);
  return {
    state: { cwd: isKept ? there : cwd, env: Object.fromEntries(kept) },
    complaints: complaints.join(''),
  };
}
