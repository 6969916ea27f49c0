import { createSignal } from 'solid-js';
import type { Query } from '../../shared/find-in-text.ts';

/** What was looked for last: it stands there again when the search is opened again. */
export const [lastQuery, setLastQuery] = createSignal<Query>({
  text: '',
  matchCase: false,
  wholeWord: false,
  regex: false,
  replacement: '',
});
