import { createRoot, createSignal } from 'solid-js';
import * as z from 'zod/mini';
import { keep } from './storage.ts';

/** `system` follows the operating system. */
export const themeSchema = z.enum(['system', 'light', 'dark']);
export type ThemeChoice = z.infer<typeof themeSchema>;
export const themeNames: Readonly<Record<ThemeChoice, string>> = {
  system: 'System',
  light: 'Light',
  dark: 'Dark',
};
const contrastSchema = z.enum(['system', 'more']);

const keptTheme = keep('theme', themeSchema, 'system');
const keptContrast = keep('contrast', contrastSchema, 'system');
const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const prefersMore = matchMedia('(prefers-contrast: more)');

interface ThemeNow {
  choice: ThemeChoice;
  contrastChoice: 'system' | 'more';
  dark: boolean;
  moreContrast: boolean;
}

const readNow = (): ThemeNow => {
  const choice = keptTheme.get();
  const contrastChoice = keptContrast.get();
  return {
    choice,
    contrastChoice,
    dark: choice === 'system' ? prefersDark.matches : choice === 'dark',
    moreContrast: contrastChoice === 'more' || prefersMore.matches,
  };
};

/** The page's theme, the same for every tab of this browser. */
const { theme, refresh } = createRoot(() => {
  const [theme, setTheme] = createSignal(readNow());
  return {
    theme,
    refresh: () => {
      const now = readNow();
      const { dataset } = document.documentElement;
      dataset['theme'] = now.dark ? 'dark' : 'light';
      if (now.moreContrast) dataset['contrast'] = 'more';
      else delete dataset['contrast'];
      setTheme(now);
    },
  };
});
export { theme };

export function chooseTheme(choice: ThemeChoice): void {
  keptTheme.set(choice);
  refresh();
}

export function chooseContrast(choice: 'system' | 'more'): void {
  keptContrast.set(choice);
  refresh();
}

/** Applies the theme to the document and follows the system and other tabs from then on. */
export function startTheme(): void {
  refresh();
  prefersDark.addEventListener('change', refresh);
  prefersMore.addEventListener('change', refresh);
  window.addEventListener('storage', refresh);
}
