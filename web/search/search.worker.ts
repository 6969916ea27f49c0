import { findInText } from '../../shared/find-in-text.ts';
import type { FoundFile, SearchAnswer, SearchRequest } from './messages.ts';

/** Searches in a worker, so that a pattern that takes forever can be terminated. */
self.addEventListener('message', ({ data }: MessageEvent<SearchRequest>) => {
  self.postMessage(search(data));
});

function search({ query, files, max }: SearchRequest): SearchAnswer {
  const found: FoundFile[] = [];
  let left = max;
  try {
    for (const file of files) {
      // Search for one match more than wanted, to know whether there are more.
      const matches = findInText(file.text, query, left + 1, query.regex);
      const truncated = matches.length > left;
      if (truncated) matches.pop();
      if (matches.length > 0) found.push({ ...file, matches });
      if (truncated) return { found, truncated };
      left -= matches.length;
    }
    return { found, truncated: false };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { found: [], truncated: false, problem: `Invalid pattern: ${error.message}` };
  }
}
