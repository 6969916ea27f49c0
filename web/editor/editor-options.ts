import type { editor } from 'monaco-editor/editor';

/** Editor options that are not settings. */
export const editorOptions: editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontLigatures: false,
  // Chromium's EditContext loses or doubles characters when someone else types in the line that is composed in.
  editContext: false,
  scrollBeyondLastLine: false,
  // It would insert the path of a file dragged from the tree.
  dropIntoEditor: { enabled: false },
  padding: { top: 8, bottom: 24 },
  // Four digits, and a space before them.
  lineNumbersMinChars: 5,
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
  // No animation: it adds nothing to what people read.
  smoothScrolling: false,
  cursorBlinking: 'blink',
  unicodeHighlight: { ambiguousCharacters: false },
  scrollbar: { verticalScrollbarSize: 12, horizontalScrollbarSize: 12, useShadows: false },
};
