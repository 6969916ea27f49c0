import { showToast } from './toast.tsx';

/** Copies a text and says so; where the browser does not allow that, says what to copy by hand. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast(done);
  } catch {
    showToast(`This browser does not allow copying. Copy it from here: ${text}`);
  }
}
