import { Toast, toaster } from '@kobalte/core/toast';
import X from 'lucide-solid/icons/x';
import { onCleanup } from 'solid-js';
import { Portal } from 'solid-js/web';
import { restoreFocus } from './focus.ts';
import './toast.css';

/** Long enough to read. */
const readMs = 8_000;
/** A message with an action stays longer, so that people can see the effect before they undo it. */
const actionMs = 20_000;
/** More would cover the page. */
const maxToasts = 3;
/** Ids of the visible toasts, the oldest first. */
let shown: readonly number[] = [];

/** Shows a message at once, with an optional action. Beyond the limit the oldest message is dismissed. */
export function showToast(
  text: string,
  action?: { label: string; act: () => void },
  durationMs: number = action ? actionMs : readMs,
): void {
  for (const id of shown.slice(0, 1 - maxToasts)) toaster.dismiss(id);
  const added = toaster.show((props) => {
    onCleanup(() => (shown = shown.filter((id) => id !== props.toastId)));
    return (
      // A `div`, not a list item: each toast is a status of its own for screen readers.
      <Toast
        as="div"
        toastId={props.toastId}
        duration={durationMs}
        // Announced when the screen reader pauses.
        priority="low"
        class="toast"
        onEscapeKeyDown={(event) => {
          // Otherwise this Escape would also stop following someone.
          event.preventDefault();
          event.stopPropagation();
          toaster.dismiss(props.toastId);
          restoreFocus();
        }}
      >
        <Toast.Description class="toast-text">{text}</Toast.Description>
        {action && (
          <button
            type="button"
            class="toast-action"
            onClick={() => {
              toaster.dismiss(props.toastId);
              restoreFocus();
              action.act();
            }}
          >
            {action.label}
          </button>
        )}
        <Toast.CloseButton
          class="icon-button icon-button-s"
          aria-label="Dismiss"
          onClick={() => restoreFocus()}
        >
          <X size={14} />
        </Toast.CloseButton>
      </Toast>
    );
  });
  shown = [...shown.slice(1 - maxToasts), added];
}

/** Moves the focus to the newest message, whose time then stands still: Tab goes to its action, Escape closes it. */
export function focusToast(): void {
  document.querySelector<HTMLElement>('.toast-list > :last-child')?.focus();
}

export function ToastRegion() {
  return (
    <Portal>
      <Toast.Region limit={maxToasts} swipeDirection="right">
        <Toast.List as="div" class="toast-list" />
      </Toast.Region>
    </Portal>
  );
}
