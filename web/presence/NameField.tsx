import { roomLimits } from '../../shared/limits.ts';

/** The field for one's name, with a note on what is wrong with it or what it is for. */
export function NameField(props: { name: string; problem: string; onInput: (name: string) => void }) {
  return (
    <>
      <input
        class="field"
        type="text"
        autocomplete="nickname"
        autofocus
        aria-label="Your name"
        placeholder="Your name"
        aria-invalid={props.problem !== ''}
        aria-describedby="name-note"
        maxLength={roomLimits.maxNameLength}
        value={props.name}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <p id="name-note" class="name-note" classList={{ 'name-problem': props.problem !== '' }} role="status">
        {props.problem || 'Others see it at your cursor and next to your chat messages.'}
      </p>
    </>
  );
}
