export interface Formatted {
  /** Paths of what is different now, of what someone else wrote in meanwhile, and of what could not be done. */
  changed: string[];
  left: string[];
  failed: { path: string; reason: string }[];
}

export function wordsOfFormatted({ changed, left, failed }: Formatted): string {
  const parts = [
    changed.length === 0
      ? 'No file had to be formatted.'
      : `Formatted ${changed.length === 1 ? changed[0] : `${changed.length} files`}.`,
  ];
  if (left.length > 0) parts.push(`Someone was writing in ${left.join(', ')}: left as it is.`);
  for (const { path, reason } of failed) parts.push(`${path} could not be formatted: ${reason}`);
  return parts.join(' ');
}
