import KeyRound from 'lucide-solid/icons/key-round';
import { createSignal, onMount } from 'solid-js';

/** Asks for the key that this server requires to create rooms. */
export function CreateKeyField(props: { onKey: (key: string) => void }) {
  const [key, setKey] = createSignal('');
  let field: HTMLInputElement | undefined;
  onMount(() => field?.focus());
  return (
    <form
      class="home-key home-join"
      onSubmit={(event) => {
        event.preventDefault();
        if (key().trim() !== '') props.onKey(key().trim());
      }}
    >
      <KeyRound size={16} class="home-join-icon" />
      <input
        ref={(element) => (field = element)}
        class="field home-field"
        type="password"
        autocomplete="off"
        placeholder="Key for new rooms"
        aria-label="Key for new rooms"
        aria-describedby="home-problem"
        value={key()}
        onInput={(event) => setKey(event.currentTarget.value)}
      />
    </form>
  );
}
