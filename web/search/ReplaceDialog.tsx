import { pluralize } from '../ui/pluralize.ts';
import { Modal } from '../ui/Modal.tsx';
import type { FoundFile } from './messages.ts';

/** Asks for confirmation before replacing several matches: how many there are, and with what. */
export function ReplaceDialog(props: {
  found: readonly FoundFile[];
  replacement: string;
  onReplace: () => void;
  onClose: () => void;
  /** Called after the dialog has closed. */
  onClosed: () => void;
}) {
  const matches = () => props.found.reduce((sum, file) => sum + file.matches.length, 0);
  return (
    <Modal
      title={`Replace ${pluralize(matches(), 'match', 'matches')} in ${pluralize(props.found.length, 'file', 'files')} with ${
        props.replacement === '' ? 'nothing' : `“${props.replacement}”`
      }?`}
      onClose={() => props.onClose()}
      onClosed={() => props.onClosed()}
    >
      <div class="dialog-body">
        <p class="dialog-note">You can undo this in each file, or all of it with one button.</p>
        <div class="replace-answers">
          <button type="button" class="button" onClick={() => props.onClose()}>
            Cancel
          </button>
          <button
            type="button"
            class="button button-primary"
            autofocus
            onClick={() => {
              props.onClose();
              props.onReplace();
            }}
          >
            Replace
          </button>
        </div>
      </div>
    </Modal>
  );
}
