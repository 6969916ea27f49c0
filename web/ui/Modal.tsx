import { Dialog } from '@kobalte/core/dialog';
import X from 'lucide-solid/icons/x';
import { type JSX, onCleanup, Show } from 'solid-js';
import { restoreFocus } from './focus.ts';
import './modal.css';

/** A modal dialog: it keeps the focus, and Escape closes it. Without `onClose` it must be answered. */
export function Modal(props: {
  title: string;
  onClose?: () => void;
  /** Called after it has closed and the focus is restored. */
  onClosed?: () => void;
  children: JSX.Element;
}) {
  let place: HTMLDivElement | undefined;
  // Kobalte returns the focus only to a dialog's trigger, and most dialogs here have none.
  const before = document.activeElement;
  // A tooltip that is open because of the focus would keep the focus from the dialog.
  if (before instanceof HTMLElement) before.blur();
  /** Browsers honour `autofocus` only once per page. @returns whether an element has it */
  const focusFirst = (): boolean => {
    const first = place?.querySelector<HTMLElement>('[autofocus]');
    first?.focus();
    return first instanceof HTMLElement;
  };
  // The focused element may be removed, for example a button that leads to the next step. The focus would then leave the
  // dialog, which would get neither Escape nor Tab.
  const observer = new MutationObserver(() => {
    if (document.activeElement !== document.body || focusFirst()) return;
    place?.querySelector<HTMLElement>('[role="dialog"]')?.focus();
  });
  let closed = false;
  onCleanup(() => {
    closed = true;
    observer.disconnect();
  });
  const onOpenChange = (open: boolean): void => {
    if (!open) props.onClose?.();
  };
  return (
    <Dialog open onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay class="modal-overlay" />
        <div
          ref={(element) => {
            place = element;
            observer.observe(element, { childList: true, subtree: true });
          }}
          class="modal-place"
        >
          <Dialog.Content
            class="modal"
            onOpenAutoFocus={(event) => {
              // Otherwise the close button gets the focus.
              if (focusFirst()) event.preventDefault();
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              // A focus scope that ends while the dialog is open has been replaced, and the new one has the focus.
              if (!closed) return;
              const now = document.activeElement;
              // Closing takes a moment. If the focus has moved to another element meanwhile, leave it there.
              const elsewhere = now !== document.body && place?.contains(now) === false;
              if (!elsewhere) restoreFocus(before);
              props.onClosed?.();
            }}
          >
            <header class="modal-header">
              <Dialog.Title as="h2" class="modal-title">
                {props.title}
              </Dialog.Title>
              <Show when={props.onClose}>
                <Dialog.CloseButton class="icon-button" aria-label="Close">
                  <X size={16} />
                </Dialog.CloseButton>
              </Show>
            </header>
            {props.children}
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog>
  );
}
