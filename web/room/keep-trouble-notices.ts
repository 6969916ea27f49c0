import { showToast } from '../ui/toast.tsx';
import type { KeepTrouble } from './unsaved-writer.ts';

/** Long enough to read what to do. */
const readMs = 20_000;

const troubleText: Record<KeepTrouble, string> = {
  full: 'The browser’s storage is full: it keeps no further unsaved changes, and earlier ones are safe. Free some space on this device, and until then keep this page open while you are offline.',
  blocked:
    'This browser cannot store unsaved work, perhaps because this window is private or storage is blocked. While you are offline, keep this page open.',
};

/** Says once for each reason that unsaved edits are not stored, and once more when they are again. */
export function keepTroubleNotices(
  onChange: (trouble: KeepTrouble | undefined) => void,
): (trouble: KeepTrouble | undefined) => void {
  const told = new Set<KeepTrouble>();
  let before: KeepTrouble | undefined;
  let isToldAgain = false;
  return (trouble) => {
    if (trouble === before) return;
    before = trouble;
    onChange(trouble);
    if (trouble && !told.has(trouble)) {
      told.add(trouble);
      showToast(troubleText[trouble], undefined, readMs);
    } else if (!trouble && !isToldAgain) {
      isToldAgain = true;
      showToast('Unsaved changes are stored in this browser again.');
    }
  };
}
