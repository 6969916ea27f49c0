import { paletteSize } from '../../shared/roles.ts';
import type { Monaco } from './monaco.ts';

/** The current value of a CSS colour token, as `#rrggbb` or `#rrggbbaa`. */
function readColor(token: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const numbers = getComputedStyle(probe).color.match(/[\d.]+/g) ?? [];
  probe.remove();
  const [red = 0, green = 0, blue = 0, alpha = 1] = numbers.map(Number);
  const hex = (value: number): string => Math.round(value).toString(16).padStart(2, '0');
  return `#${hex(red)}${hex(green)}${hex(blue)}${alpha < 1 ? hex(alpha * 255) : ''}`;
}

/** The colour token of each part of the editor. */
const parts: Record<string, string> = {
  'editor.background': 'surface-1',
  'editor.foreground': 'code-text',
  'editorCursor.foreground': 'text-1',
  'editor.lineHighlightBackground': 'line',
  'editor.lineHighlightBorder': 'line',
  'editorLineNumber.foreground': 'text-3',
  'editorLineNumber.activeForeground': 'text-1',
  'editor.selectionBackground': 'selection',
  'editor.inactiveSelectionBackground': 'surface-3',
  'editor.selectionHighlightBackground': 'surface-3',
  'editor.wordHighlightBackground': 'surface-3',
  'editor.wordHighlightStrongBackground': 'surface-3',
  'editor.findMatchBackground': 'warning-tint',
  'editor.findMatchBorder': 'warning',
  'editor.findMatchHighlightBackground': 'warning-tint',
  'editorBracketMatch.background': 'surface-3',
  'editorBracketMatch.border': 'border-control',
  'editorIndentGuide.background1': 'border',
  'editorIndentGuide.activeBackground1': 'border-strong',
  'editorOverviewRuler.border': 'border',
  'editorGutter.foldingControlForeground': 'text-3',
  'editorGutter.addedBackground': 'success',
  'editorGutter.deletedBackground': 'danger',
  'editorWidget.background': 'surface-2',
  'editorWidget.border': 'border-strong',
  'editorWidget.foreground': 'text-1',
  'editorHoverWidget.background': 'surface-2',
  'editorHoverWidget.border': 'border-strong',
  'editorSuggestWidget.background': 'surface-2',
  'editorSuggestWidget.border': 'border-strong',
  'editorSuggestWidget.selectedBackground': 'surface-3',
  'editorSuggestWidget.highlightForeground': 'accent',
  'editorError.foreground': 'danger',
  'editorWarning.foreground': 'warning',
  'editorInfo.foreground': 'accent',
  'editorUnnecessaryCode.border': 'text-3',
  'input.background': 'surface-1',
  'input.border': 'border-control',
  'input.foreground': 'text-1',
  'inputOption.activeBackground': 'accent-tint',
  'list.hoverBackground': 'surface-3',
  'list.activeSelectionBackground': 'surface-3',
  'list.activeSelectionForeground': 'text-1',
  'list.focusBackground': 'surface-3',
  'list.highlightForeground': 'accent',
  'menu.background': 'surface-2',
  'menu.foreground': 'text-1',
  'menu.border': 'border-strong',
  'menu.selectionBackground': 'surface-3',
  'menu.selectionForeground': 'text-1',
  'peekView.border': 'accent',
  'peekViewEditor.background': 'surface-2',
  'peekViewEditor.matchHighlightBackground': 'warning-tint',
  'peekViewEditorGutter.background': 'surface-2',
  'peekViewResult.background': 'surface-2',
  'peekViewResult.fileForeground': 'text-1',
  'peekViewResult.lineForeground': 'text-2',
  'peekViewResult.matchHighlightBackground': 'warning-tint',
  'peekViewResult.selectionBackground': 'surface-3',
  'peekViewResult.selectionForeground': 'text-1',
  'peekViewTitle.background': 'surface-2',
  'peekViewTitleLabel.foreground': 'text-1',
  'peekViewTitleDescription.foreground': 'text-2',
  'quickInput.background': 'surface-2',
  'quickInput.foreground': 'text-1',
  'widget.border': 'border-strong',
  'textLink.foreground': 'accent',
  'inputValidation.infoBackground': 'surface-2',
  'inputValidation.infoForeground': 'text-1',
  'inputValidation.infoBorder': 'border-strong',
  focusBorder: 'accent',
  foreground: 'text-1',
  descriptionForeground: 'text-2',
  'scrollbarSlider.background': 'border-strong',
  'scrollbarSlider.hoverBackground': 'border-control',
  'scrollbarSlider.activeBackground': 'border-control',
};

/** The names of a palette colour (0 is the agent's): as a CSS token, and as a Monaco theme colour. */
const personToken = (color: number): string => (color === 0 ? 'agent' : `person-${color}`);
export const personColor = (color: number): { id: string } => ({ id: `tandem.${personToken(color)}` });

const people = Array.from({ length: paletteSize + 1 }, (_, color) => color);

/** Made transparent: the overview ruler shows only people, problems and the agent's changes, and the page has no shadows. */
const absent = [
  'scrollbar.shadow',
  'widget.shadow',
  'editorOverviewRuler.wordHighlightForeground',
  'editorOverviewRuler.wordHighlightStrongForeground',
  'editorOverviewRuler.wordHighlightTextForeground',
  'editorOverviewRuler.selectionHighlightForeground',
  'editorOverviewRuler.bracketMatchForeground',
];

const syntax: Record<string, string> = {
  '': 'code-text',
  keyword: 'code-keyword',
  tag: 'code-keyword',
  string: 'code-string',
  'attribute.value': 'code-string',
  regexp: 'code-string',
  number: 'code-number',
  constant: 'code-number',
  comment: 'code-comment',
  type: 'code-type',
  'type.identifier': 'code-type',
  'attribute.name': 'code-type',
  'string.key.json': 'code-type',
  'string.value.json': 'code-string',
  function: 'code-function',
  delimiter: 'code-punctuation',
  'delimiter.bracket': 'code-punctuation',
};

/** Defines the editor's theme from the current CSS tokens and applies it. */
export function applyEditorTheme(monaco: Monaco, theme: { dark: boolean; moreContrast: boolean }): void {
  const base = theme.moreContrast ? (theme.dark ? 'hc-black' : 'hc-light') : theme.dark ? 'vs-dark' : 'vs';
  monaco.editor.defineTheme('tandem', {
    base,
    inherit: true,
    rules: Object.entries(syntax).map(([token, name]) => ({
      token,
      foreground: readColor(name).slice(1, 7),
    })),
    colors: {
      ...Object.fromEntries(Object.entries(parts).map(([part, name]) => [part, readColor(name)])),
      ...Object.fromEntries(people.map((color) => [personColor(color).id, readColor(personToken(color))])),
      ...Object.fromEntries(absent.map((part) => [part, '#00000000'])),
      // Faded text would be too faint; unused code is underlined instead.
      'editorUnnecessaryCode.opacity': '#000000ff',
    },
  });
  monaco.editor.setTheme('tandem');
}
