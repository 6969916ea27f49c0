/** The progress of work on many files, with a button to stop it. */
export function WorkProgress(props: { what: string; done: number; of: number; onStop: () => void }) {
  return (
    <>
      <p role="status">
        {props.what}
        {props.of > 0 && `: ${props.done} of ${props.of}`}
      </p>
      <progress
        class="dialog-progress"
        aria-label={props.what}
        max={Math.max(1, props.of)}
        value={props.done}
      />
      <div class="dialog-actions">
        <button autofocus type="button" class="button" onClick={() => props.onStop()}>
          Stop
        </button>
      </div>
    </>
  );
}
