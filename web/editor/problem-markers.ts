import type { editor as monacoEditor } from 'monaco-editor/editor';
import type { Problem } from '../problems/problem-counts.ts';
import { MarkerController, type Monaco } from './monaco.ts';

/** The problems of TypeScript and of Monaco's other languages, without hints. @returns a function that stops */
export function watchProblems(
  { editor, MarkerSeverity }: Monaco,
  onChange: (path: string, problems: readonly Problem[]) => void,
): () => void {
  const severities = new Map<number, Problem['severity']>([
    [MarkerSeverity.Error, 'error'],
    [MarkerSeverity.Warning, 'warning'],
    [MarkerSeverity.Info, 'info'],
  ]);
  const subscription = editor.onDidChangeMarkers((uris) => {
    for (const uri of uris) {
      // Models of other schemes are no files of the room.
      if (uri.scheme !== 'file') continue;
      const problems = editor.getModelMarkers({ resource: uri }).flatMap((marker): Problem[] => {
        const severity = severities.get(marker.severity);
        if (severity === undefined) return [];
        const { message, startLineNumber: line, startColumn: column, endLineNumber: endLine } = marker;
        const code = typeof marker.code === 'object' ? marker.code.value : marker.code;
        return [{ severity, message, code, line, column, endLine }];
      });
      problems.sort((a, b) => a.line - b.line || a.column - b.column);
      onChange(uri.path.slice(1), problems);
    }
  });
  return () => subscription.dispose();
}

/** Opens the message of the problem at a place of the file in front, between the lines. */
export function showProblem(
  codeEditor: monacoEditor.ICodeEditor,
  { line, column }: { line: number; column: number },
): void {
  MarkerController.get(codeEditor)?.showAtMarker({ startLineNumber: line, startColumn: column });
}
