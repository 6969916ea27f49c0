import { showToast } from '../ui/toast.tsx';
import type { KeepTrouble } from './unsaved-writer.ts';

/** Long enough to read what to do. */
const readMs = 20_000;

const troubleText: Record<KeepTrouble, string> = {
  full: 'Your browser’s storage for this site is full, so new changes are not kept in this browser. What it kept before is safe, and while you are connected everything is saved in the room. Free some space on this device; while you are offline, keep this page open.',
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
