import Check from 'lucide-solid/icons/check';
import Copy from 'lucide-solid/icons/copy';
import type { LucideIcon } from 'lucide-solid';
import { createSignal, createUniqueId, onCleanup } from 'solid-js';
import { Dynamic } from 'solid-js/web';

const confirmMs = 2_000;

/** One link, what it allows, and a button that copies it. */
export function LinkField(props: {
  link: string;
  icon: LucideIcon;
  /** What people with the link can do. */
  title: string;
  text: string;
  /** The name of the button. */
  copy: string;
  primary: boolean;
}) {
  const [copied, setCopied] = createSignal(false);
  const noteId = createUniqueId();
  const address = () => new URL(props.link, location.origin).href;
  let field: HTMLInputElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(address());
    } catch {
      // No clipboard permission: select the link, so that it can be copied by key.
      field?.select();
      return;
    }
    setCopied(true);
    clearTimeout(timer);
    timer = setTimeout(() => setCopied(false), confirmMs);
  };

  return (
    <div class="share-link">
      <span class="share-title">
        <Dynamic component={props.icon} size={16} />
        {props.title}
      </span>
      <span id={noteId} class="share-note">
        {props.text}
      </span>
      <input
        ref={(element) => (field = element)}
        class="field share-field"
        readOnly
        aria-label={`Link: ${props.title}`}
        aria-describedby={noteId}
        value={address()}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button
        type="button"
        class="button share-copy"
        classList={{ 'button-primary': props.primary }}
        onClick={() => void copy()}
      >
        {copied() ? <Check size={16} /> : <Copy size={16} />}
        {copied() ? 'Copied' : props.copy}
      </button>
      <span class="hidden" role="status">
        {copied() ? `${props.title}: link copied` : ''}
      </span>
    </div>
  );
}
