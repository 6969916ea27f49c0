import { Toast, toaster } from '@kobalte/core/toast';
import X from 'lucide-solid/icons/x';
import { onCleanup } from 'solid-js';
import { Portal } from 'solid-js/web';
import { focusBack } from './focus.ts';
import './toast.css';

/** Long enough to read. */
const readMs = 8_000;
/** What can be taken back stays until one has seen what it did. */
const actionMs = 20_000;
/** More would cover what they speak of. */
const most = 3;
/** Those that stand there, the oldest first. */
let shown: readonly number[] = [];

/** Says what happened, with one thing to do about it if there is one. Nothing waits: past the limit the oldest goes. */
export function say(
  text: string,
  action?: { label: string; act: () => void },
  durationMs: number = action ? actionMs : readMs,
): void {
  for (const id of shown.slice(0, 1 - most)) toaster.dismiss(id);
  const added = toaster.show((props) => {
    onCleanup(() => (shown = shown.filter((id) => id !== props.toastId)));
    return (
      // No list of items to a reader: each is a status of its own.
      <Toast as="div" toastId={props.toastId} duration={durationMs} class="toast">
        <Toast.Description class="toast-text">{text}</Toast.Description>
        {action && (
          <button
            type="button"
            class="toast-action"
            onClick={() => {
              toaster.dismiss(props.toastId);
              focusBack();
              action.act();
            }}
          >
            {action.label}
          </button>
        )}
        <Toast.CloseButton class="icon-button icon-button-s" aria-label="Dismiss">
          <X size={14} />
        </Toast.CloseButton>
      </Toast>
    );
  });
  shown = [...shown.slice(1 - most), added];
}

export function ToastRegion() {
  return (
    <Portal>
      <Toast.Region limit={most} swipeDirection="right">
        <Toast.List as="div" class="toast-list" />
      </Toast.Region>
    </Portal>
  );
}
