import Check from 'lucide-solid/icons/check';
import Copy from 'lucide-solid/icons/copy';
import { createSignal, Show } from 'solid-js';

const copiedMs = 1_500;

export function CopyButton(props: { text: () => string; label: string }) {
  const [done, setDone] = createSignal(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(props.text());
    setDone(true);
    setTimeout(() => setDone(false), copiedMs);
  };
  return (
    <button
      type="button"
      class="icon-button icon-button-s"
      title={done() ? 'Copied' : props.label}
      aria-label={done() ? 'Copied' : props.label}
      onClick={() => void copy()}
    >
      <Show when={done()} fallback={<Copy size={14} />}>
        <Check size={14} />
      </Show>
    </button>
  );
}
