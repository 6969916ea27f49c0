import { Toast, toaster } from '@kobalte/core/toast';
import X from 'lucide-solid/icons/x';
import { Portal } from 'solid-js/web';
import './toast.css';

/** Long enough to read, and to undo. */
const toastMs = 8_000;

/** Says what happened, with one thing to do about it if there is one. */
export function say(
  text: string,
  action?: { label: string; act: () => void },
  durationMs: number = toastMs,
): void {
  toaster.show((props) => (
    <Toast toastId={props.toastId} duration={durationMs} class="toast">
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
      <Toast.Region duration={toastMs} limit={3} swipeDirection="right">
        <Toast.List class="toast-list" />
      </Toast.Region>
    </Portal>
  );
}
