import { Toast, toaster } from '@kobalte/core/toast';
import X from 'lucide-solid/icons/x';
import { Portal } from 'solid-js/web';
import './toast.css';

/** Long enough to read. */
const readMs = 8_000;
/** What can be taken back stays until one has seen what it did. */
const actionMs = 20_000;

/** Says what happened, with one thing to do about it if there is one. */
export function say(
  text: string,
  action?: { label: string; act: () => void },
  durationMs: number = action ? actionMs : readMs,
): void {
  toaster.show((props) => (
    // No list of items to a reader: each is a status of its own.
    <Toast as="div" toastId={props.toastId} duration={durationMs} class="toast">
      <Toast.Description class="toast-text">{text}</Toast.Description>
      {action && (
        <button
          type="button"
          class="toast-action"
          onClick={() => {
            toaster.dismiss(props.toastId);
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
  ));
}

export function ToastRegion() {
  return (
    <Portal>
      <Toast.Region limit={3} swipeDirection="right">
        <Toast.List as="div" class="toast-list" />
      </Toast.Region>
    </Portal>
  );
}
