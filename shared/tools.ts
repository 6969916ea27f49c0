import * as z from 'zod/mini';
import { roomLimits, runLimits, toolLimits } from './limits.ts';
import { runArgsSchema, runErrorSchema, runOptionsShape, runStateSchema } from './run.ts';
import { diagnosticSchema } from './type-check.ts';

/** The inputs and outputs of the agent's tools. The transcript stores both, and the page's cards show them. */

const path = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(roomLimits.maxPathBytes),
    z.describe('Path of a file in the room, e.g. src/main.ts'),
  );

export const toolInputs = {
  listFiles: z.object({}),
  readFile: z.object({
    path,
    range: z
      .optional(z.object({ from: z.int().check(z.gte(1)), to: z.int().check(z.gte(1)) }))
      .check(z.describe('First and last line to read, counted from 1. Without it, the whole file.')),
  }),
  writeFile: z.object({ path, content: z.string().check(z.describe('The whole text of the file.')) }),
  editFile: z.object({
    path,
    edits: z
      .array(
        z.object({
          search: z
            .string()
            .check(z.minLength(1), z.describe('Text that occurs exactly once in the file, copied verbatim.')),
          replace: z.string(),
          all: z.optional(z.boolean()).check(z.describe('Replaces every occurrence of the text.')),
        }),
      )
      .check(z.minLength(1), z.maxLength(toolLimits.maxEditsPerCall)),
    version: z
      .optional(z.string())
      .check(
        z.describe(
          'The version that readFile returned, so that the answer can name what changed since then.',
        ),
      ),
  }),
  deleteFile: z.object({ path }),
  renameFile: z.object({ path, to: path.check(z.describe('The new path, e.g. src/lib/main.ts')) }),
  run: z.object({
    entry: path.check(z.describe('The file to run, e.g. src/main.ts')),
    args: z.optional(runArgsSchema).check(z.describe('The program’s arguments.')),
    env: runOptionsShape.env.check(z.describe('Environment values by name. Everyone in the room sees them.')),
    timeoutMs: runOptionsShape.timeoutMs.check(z.describe('The most time that the program may take, in ms.')),
  }),
  search: z.object({
    pattern: z
      .string()
      .check(
        z.minLength(1),
        z.maxLength(toolLimits.maxPattern),
        z.describe('Literal text, or with regex: true a regular expression.'),
      ),
    regex: z
      .optional(z.boolean())
      .check(
        z.describe(
          'The pattern is a regular expression in RE2’s syntax (no look-around, no back-references), matched line by line.',
        ),
      ),
    caseSensitive: z.optional(z.boolean()).check(z.describe('By default, case is ignored.')),
    glob: z
      .optional(z.string().check(z.minLength(1), z.maxLength(roomLimits.maxPathBytes)))
      .check(
        z.describe('Which files, e.g. *.ts (in any folder) or src/**/*.test.ts. Without it, all files.'),
      ),
  }),
  diagnostics: z.object({
    path: z.optional(path).check(z.describe('A TypeScript or JavaScript file. Without it, all of them.')),
  }),
  todo: z.object({
    items: z
      .array(
        z.object({
          text: z.string().check(z.trim(), z.minLength(1), z.maxLength(toolLimits.maxTodoLength)),
          state: z.enum(['open', 'doing', 'done']),
        }),
      )
      .check(
        z.minLength(1),
        z.maxLength(toolLimits.maxTodoItems),
        z.describe('All steps of the plan, in order; this replaces the plan before.'),
      ),
  }),
  bash: z.object({
    command: z
      .string()
      .check(
        z.minLength(1),
        z.maxLength(runLimits.maxCommandLength),
        z.describe('One command line or script, e.g. grep -rnE "TODO|FIXME" src | sort'),
      ),
  }),
  fetch: z.object({
    url: z
      .string()
      .check(
        z.minLength(1),
        z.maxLength(runLimits.maxUrlLength),
        z.describe('An https URL, fetched with GET.'),
      ),
  }),
} as const;
export type ToolName = keyof typeof toolInputs;

/** Any tool may answer this instead. The message says what went wrong and what to do. */
export const toolErrorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** New errors of TypeScript in a changed file, and how many more there are in it and in other files. */
const problemsSchema = z.object({
  found: z.array(diagnosticSchema),
  more: z.optional(z.int()),
  elsewhere: z.optional(z.int()),
});

/** What the answer to a change of a script says about its types. */
const typesShape = {
  /** Absent when there are none. */
  problems: z.optional(problemsSchema),
  /** Why new errors are not known. */
  unchecked: z.optional(z.string()),
};

const editedSchema = z.object({
  path: z.string(),
  /** Numbers of lines. */
  added: z.int(),
  removed: z.int(),
  /** `@@ line @@`, then `-` and `+` lines. */
  diff: z.string(),
  created: z.optional(z.literal(true)),
  /** Why the edit was applied only in part. */
  incomplete: z.optional(z.string()),
  /** Anything else the model should know, e.g. that the room has not confirmed the change yet. */
  note: z.optional(z.string()),
  ...typesShape,
});

export const toolOutputs = {
  listFiles: z.object({ files: z.array(z.object({ path: z.string(), lines: z.int() })) }),
  readFile: z.object({
    path: z.string(),
    text: z.string(),
    /** The number of lines in the file. */
    lines: z.int(),
    version: z.string(),
    /** Set when the text is only a part: how to read the rest. */
    note: z.optional(z.string()),
  }),
  writeFile: editedSchema,
  editFile: editedSchema,
  deleteFile: z.object({ path: z.string(), lines: z.int(), note: z.optional(z.string()) }),
  renameFile: z.object({
    path: z.string(),
    to: z.string(),
    note: z.optional(z.string()),
    ...typesShape,
  }),
  run: z.object({
    runId: z.string(),
    number: z.int(),
    state: runStateSchema,
    durationMs: z.optional(z.number()),
    /** What the program printed; lines that are not plain logs start with `level: `. */
    output: z.string(),
    resultText: z.optional(z.string()),
    error: z.optional(runErrorSchema),
    /** Changes to the room's files after the run had ended, one line each. */
    changed: z.optional(z.array(z.string())),
    note: z.optional(z.string()),
  }),
  search: z.object({
    /** `text` is the line, truncated if long. */
    matches: z.array(z.object({ path: z.string(), line: z.int(), text: z.string() })),
    note: z.optional(z.string()),
  }),
  diagnostics: z.object({
    diagnostics: z.array(diagnosticSchema),
    /** How many more there are, and how many in other files than the one that was asked about. */
    more: z.optional(z.int()),
    elsewhere: z.optional(z.int()),
  }),
  /** How many steps are not done. */
  todo: z.object({ open: z.int() }),
  bash: z.object({
    stdout: z.string(),
    stderr: z.string(),
    exitCode: z.int(),
    /** The command's changes to the room's files, one line each. */
    changed: z.array(z.string()),
    note: z.optional(z.string()),
  }),
  fetch: z.object({
    /** The URL after all redirects. */
    url: z.string(),
    status: z.int(),
    contentType: z.optional(z.string()),
    text: z.string(),
    note: z.optional(z.string()),
  }),
} as const;
export type ToolOutput<Name extends ToolName> = z.infer<(typeof toolOutputs)[Name]>;
