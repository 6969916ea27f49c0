import { TandemError } from '../../../shared/errors.ts';
import { typeCheckLimits } from '../../../shared/limits.ts';
import { after } from '../../../shared/timers.ts';
import type { ToolOutput } from '../../../shared/tools.ts';
import { isScript } from '../../../shared/type-check.ts';
import type { ToolContext } from './tool-context.ts';

/** What the answer to an edit says about types. */
type EditProblems = Pick<ToolOutput<'editFile'>, 'problems' | 'unchecked'>;

/** TypeScript's errors in one file or all. @throws TandemError `not_found`, `unprocessable`, `unavailable` */
export async function diagnostics(
  { editor, sandbox, signal }: ToolContext,
  rawPath: string | undefined,
): Promise<ToolOutput<'diagnostics'>> {
  const path = rawPath === undefined ? undefined : editor.plans.open(rawPath).path;
  if (path !== undefined && !isScript(path))
    throw new TandemError('unprocessable', `“${path}” is neither TypeScript nor JavaScript.`);
  const checked = await sandbox.checkTypes(editor.plans.list(), { path }, signal);
  if ('late' in checked)
    throw new TandemError(
      'unavailable',
      `TypeScript needs more than ${typeCheckLimits.maxMs / 1000} s for this. Ask again: it goes on from there.`,
    );
  const { found, more, elsewhere } = checked;
  return { diagnostics: found, ...(more > 0 && { more }), ...(elsewhere > 0 && { elsewhere }) };
}

/**
 * To be called when a turn begins that may edit. TypeScript's start takes seconds; by the first edit it has read the room,
 * and can answer in time.
 */
export function warmTypes({ editor, sandbox, signal }: ToolContext): void {
  const files = editor.plans.list();
  // Nothing waits for it, and the check after an edit says what went wrong.
  if ([...files.keys()].some(isScript)) sandbox.checkTypes(files, {}, signal).catch(() => undefined);
}

/**
 * To be called before a change of one file. Checks the types as they are meanwhile, so that after it only what has
 * changed is checked.
 * @returns a function to call when the change is saved, which gives the new errors. It waits for a short time only.
 */
export function watchTypes(
  { editor, sandbox, signal }: ToolContext,
  rawPath: string,
): (path: string) => Promise<EditProblems> {
  const { plans } = editor;
  const from = plans.pathOf(rawPath);
  const text = plans.textAt(from);
  if (isScript(from)) {
    // The check after the change says what went wrong.
    sandbox.checkTypes(plans.list(), {}, signal).catch(() => undefined);
  }
  return async (path) => {
    if (!isScript(path) || signal.aborted) return {};
    const before = from === path ? { [path]: text } : { [path]: null, [from]: text };
    const late = Promise.withResolvers<'late'>();
    const cancel = after(typeCheckLimits.afterEditMs, () => late.resolve('late'));
    try {
      const check = sandbox.checkTypes(plans.list(), { path, before }, signal);
      const checked = await Promise.race([check, late.promise]);
      check.catch(() => undefined);
      if (checked === 'late' || 'late' in checked)
        return { unchecked: 'TypeScript has not finished checking this; diagnostics tells when it has.' };
      return { ...problemsIn(checked) };
    } catch (error) {
      if (!(error instanceof TandemError)) throw error;
      return { unchecked: `TypeScript could not check this. ${error.message}` };
    } finally {
      cancel();
    }
  };
}

function problemsIn({
  found: all,
  more,
  elsewhere,
}: {
  found: NonNullable<EditProblems['problems']>['found'];
  more: number;
  elsewhere: number;
}): EditProblems {
  if (all.length + elsewhere === 0) return {};
  const found = all.slice(0, typeCheckLimits.maxAfterEdit);
  const rest = all.length - found.length + more;
  return { problems: { found, ...(rest > 0 && { more: rest }), ...(elsewhere > 0 && { elsewhere }) } };
}
