export interface Formatted {
  /** Paths of the files that formatting changed. */
  changed: string[];
  /** Paths of the files that were skipped because someone else wrote in them meanwhile. */
  left: string[];
  failed: { path: string; reason: string }[];
}

export function formatResultMessage({ changed, left, failed }: Formatted): string {
  const parts = [
    changed.length === 0
      ? 'All files were formatted already.'
      : `Formatted ${changed.length === 1 ? changed[0] : `${changed.length} files`}.`,
  ];
  if (left.length > 0) parts.push(`Skipped ${left.join(', ')}, because someone was writing there.`);
  for (const { path, reason } of failed) parts.push(`${path} could not be formatted: ${reason}`);
  return parts.join(' ');
}
