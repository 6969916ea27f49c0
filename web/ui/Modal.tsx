import { Dialog } from '@kobalte/core/dialog';
import X from 'lucide-solid/icons/x';
import { type JSX, onCleanup, Show } from 'solid-js';
import { focusBack } from './focus.ts';
import './modal.css';

/** A dialog over the page: keeps the focus, ends with Escape. Without `onClose` it must be answered. */
export function Modal(props: {
  title: string;
  onClose?: () => void;
  /** After it closed, and the focus is where it was before. */
  onClosed?: () => void;
  children: JSX.Element;
}) {
  let place: HTMLDivElement | undefined;
  // Kobalte gives the focus back to a dialog's own button alone, and most have none.
  const before = document.activeElement;
  // A tooltip that is open because of the focus would keep it from the dialog.
  if (before instanceof HTMLElement) before.blur();
  /** Browsers obey `autofocus` once a page. @returns false where nothing asks for the focus. */
  const focusFirst = (): boolean => {
    const first = place?.querySelector<HTMLElement>('[autofocus]');
    first?.focus();
    return first instanceof HTMLElement;
  };
  // What has the focus may go, as the button that led to the next step. The focus would fall out of the dialog, and keys
  // with it: neither Escape nor Tab would be the dialog's.
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
              // Without it the first stop is the button that closes.
              if (focusFirst()) event.preventDefault();
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              // A scope of focus that ends while the dialog stays was made anew, with the focus in it already.
              if (!closed) return;
              const now = document.activeElement;
              // A dialog takes a moment to close: where someone went meanwhile, the focus stays.
              const elsewhere = now !== document.body && place?.contains(now) === false;
              if (!elsewhere) focusBack(before);
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
