import { Modal } from '../ui/Modal.tsx';
import { asciiAddress } from '../ui/marks.ts';
import { MarkedText } from '../ui/MarkedText.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';

/** Shows where a link that the agent wrote leads, before anything is requested from there. */
export function LinkDialog(props: { address: string; onClose: () => void }) {
  return (
    <Modal title="Open this link?" onClose={() => props.onClose()}>
      <div class="chat-dialog">
        <p>
          The agent wrote this link. It leads out of the room, and its address may contain text from here.
        </p>
        <p class="chat-address">
          <span>
            <MarkedText text={asciiAddress(props.address)} />
          </span>
          <CopyButton text={() => props.address} label="Copy link" />
        </p>
        <div class="chat-edit-row">
          <button type="button" class="button" onClick={() => props.onClose()}>
            Stay here
          </button>
          <a
            class="button button-primary"
            href={props.address}
            target="_blank"
            rel="noreferrer"
            onClick={() => props.onClose()}
          >
            Open in a new tab
          </a>
        </div>
      </div>
    </Modal>
  );
}
