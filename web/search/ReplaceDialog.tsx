import { counted } from '../ui/counted.ts';
import { Modal } from '../ui/Modal.tsx';
import type { FoundFile } from './messages.ts';

/** Asks before many matches are replaced: how many there are, and with what. */
export function ReplaceDialog(props: {
  found: readonly FoundFile[];
  replacement: string;
  onReplace: () => void;
  onClose: () => void;
  /** After it closed. */
  onClosed: () => void;
}) {
  const matches = () => props.found.reduce((sum, file) => sum + file.matches.length, 0);
  return (
    <Modal
      title={`Replace ${counted(matches(), 'match', 'matches')} in ${counted(props.found.length, 'file', 'files')} with ${
        props.replacement === '' ? 'nothing' : `“${props.replacement}”`
      }?`}
      onClose={() => props.onClose()}
      onClosed={() => props.onClosed()}
    >
      <div class="dialog-body">
        <p class="dialog-note">Undo in each file takes its part back, and one button all of it.</p>
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
