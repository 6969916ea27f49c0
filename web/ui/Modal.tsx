import { Dialog } from '@kobalte/core/dialog';
import X from 'lucide-solid/icons/x';
import { type JSX, Show } from 'solid-js';
import './modal.css';

/** A dialog over the page: keeps the focus, ends with Escape. Without `onClose` it must be answered. */
export function Modal(props: { title: string; onClose?: () => void; children: JSX.Element }) {
  const onOpenChange = (open: boolean): void => {
    if (!open) props.onClose?.();
  };
  return (
    <Dialog open onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay class="modal-overlay" />
        <div class="modal-place">
          <Dialog.Content class="modal">
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
