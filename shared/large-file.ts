import { pageLimits } from './limits.ts';

/** Whether typing in the file would be slow with language service and minimap. */
export function isLarge(content: string): boolean {
  if (content.length > pageLimits.largeFileLength) return true;
  let lines = 1;
  for (let at = content.indexOf('\n'); at !== -1; at = content.indexOf('\n', at + 1)) {
    lines++;
    if (lines > pageLimits.largeFileLines) return true;
  }
  return false;
}
