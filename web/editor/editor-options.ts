import type { editor } from 'monaco-editor/editor';

/** What nobody chooses: calm, and as the rest of the page. Sizes are settings. */
export const editorOptions: editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontLigatures: false,
  // Chromium's edit context loses letters, or writes them twice, where someone types in the line that is composed in.
  editContext: false,
  scrollBeyondLastLine: false,
  // It would write the path of a file that is dragged from the tree.
  dropIntoEditor: { enabled: false },
  padding: { top: 8, bottom: 24 },
  lineNumbersMinChars: 4,
  lineDecorationsWidth: 16,
  glyphMargin: false,
  folding: false,
  stickyScroll: { enabled: false },
  renderFinalNewline: 'on',
  renderLineHighlight: 'all',
  occurrencesHighlight: 'singleFile',
  overviewRulerBorder: false,
  renderWhitespace: 'none',
  hideCursorInOverviewRuler: true,
  fixedOverflowWidgets: true,
  wordBasedSuggestions: 'off',
  tabSize: 2,
  // The theme and the remote carets are part of what is read; motion is not.
  smoothScrolling: false,
  cursorBlinking: 'blink',
  unicodeHighlight: { ambiguousCharacters: false },
  scrollbar: { verticalScrollbarSize: 12, horizontalScrollbarSize: 12, useShadows: false },
};
