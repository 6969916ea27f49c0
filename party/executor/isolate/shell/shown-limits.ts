import { runLimits, shellLimits } from '../../../../shared/limits.ts';
import type { OutputLimits } from '../output.ts';

/** An entry is whatever a command printed at once, not a line. */
export const shownLimits: OutputLimits = {
  maxLineBytes: shellLimits.maxOutputBytes,
  maxOutputBytes: shellLimits.maxOutputBytes,
  maxOutputEntries: runLimits.maxOutputEntries,
  batchEntries: runLimits.batchEntries,
  batchMs: runLimits.batchMs,
};
