import type { OpenFiles } from '../files/open-files.ts';
import { nextProblem, type ProblemPlace } from '../problems/next-problem.ts';
import type { Problems } from '../problems/problems.ts';
import type { Room } from '../room/room.ts';
import { CodeEditor, type CodeEditorEvents } from './code-editor.ts';
import { colourFunctions } from './highlight.ts';
import { Models } from './models.ts';
import { monaco } from './monaco.ts';
import { showProblem, watchProblems } from './problem-markers.ts';
import { registerQuickFixes } from './quick-fixes.ts';
import { applyEditorTheme } from './themes.ts';

/** What colours code in the editor must be ready before it shows any. */
export const prepareEditor = (): Promise<void> => colourFunctions(monaco);

export type Editor = ReturnType<typeof createEditor>;

/** The editor of a room in an element of the page, with a model for each file and the problems in all of them. */
export function createEditor(
  host: HTMLElement,
  room: Room,
  problems: Problems,
  theme: { dark: boolean; moreContrast: boolean },
  events: CodeEditorEvents,
) {
  applyEditorTheme(monaco, theme);
  const models = new Models(monaco, room);
  const code = new CodeEditor(monaco, host, room, models, events);
  const stops = [watchProblems(monaco, problems.set), registerQuickFixes(monaco, models, room.editable)];
  /** The problem that was gone to last. */
  let shown: ProblemPlace | undefined;
  return {
    monaco,
    models,
    code,
    setTheme: (next: { dark: boolean; moreContrast: boolean }) => applyEditorTheme(monaco, next),
    /** Goes to the next problem (1) or the previous one (-1), through all files. @returns false when there is none */
    goToProblem: (step: 1 | -1, files: Pick<OpenFiles, 'active' | 'openAt'>): boolean => {
      const path = files.active()?.path;
      const cursor = code.widget.getPosition();
      const at =
        path === undefined || !cursor ? undefined : { path, line: cursor.lineNumber, column: cursor.column };
      const next = nextProblem(problems, at, shown, step);
      if (!next) return false;
      if (files.openAt(next.path, next.line, next.column)) {
        shown = next;
        showProblem(code.widget, next);
      }
      return true;
    },
    destroy: () => {
      for (const stop of stops) stop();
      code.destroy();
    },
  };
}
