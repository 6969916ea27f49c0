import { createSignal } from 'solid-js';
import type { Query } from '../../shared/find-in-text.ts';

/** The last query, which is shown when the search is opened again. */
export const [lastQuery, setLastQuery] = createSignal<Query>({
  text: '',
  matchCase: false,
  wholeWord: false,
  regex: false,
  replacement: '',
});
