import * as z from 'zod/mini';
import { isLarge } from './large-file.ts';
import { typeCheckLimits } from './limits.ts';

/** One error of TypeScript in a file of the room. `line` and `column` count from 1, `code` is TypeScript's. */
export const diagnosticSchema = z.object({
  path: z.string(),
  line: z.int(),
  column: z.int(),
  code: z.int(),
  message: z.string(),
});
export type Diagnostic = z.infer<typeof diagnosticSchema>;

/** What the coder asks of the executor: TypeScript's errors in a room's files, as they are now. */
export interface TypeCheckJob {
  /** Path → text, of all files that {@link isCheckable}. */
  files: Record<string, string>;
  /** Only errors of this file. */
  path?: string;
  /** Only errors that the files did not have before these texts changed; null for a file that was not there. */
  before?: Record<string, string | null>;
}

/** The errors, or `late` when that took longer than `typeCheckLimits.maxMs`; another check goes on from there. */
export const typeCheckSchema = z.union([
  z.strictObject({
    /** By path and place; the first `typeCheckLimits.maxFound` of them. */
    found: z.array(diagnosticSchema),
    /** How many more there are in these files, and how many in others. */
    more: z.int(),
    elsewhere: z.int(),
  }),
  z.strictObject({ late: z.literal(true) }),
]);
export type TypeCheck = z.infer<typeof typeCheckSchema>;

const scripts = /\.[cm]?[jt]sx?$/;

/** Whether TypeScript can say something about a file with this name. */
export const isScript = (path: string): boolean => scripts.test(path);

/** Whether a file takes part in a check: scripts, and the data that they may import. As in the editor, no large ones. */
export const isCheckable = (path: string, text: string): boolean =>
  (isScript(path) || path.endsWith('.json')) && !isLarge(text);

/** How many UTF-16 units of a room's files can be checked. */
export const isTooLargeToCheck = (files: Record<string, string>): boolean =>
  Object.values(files).reduce((sum, text) => sum + text.length, 0) > typeCheckLimits.maxLength;
