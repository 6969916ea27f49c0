import { createSignal, For, Show } from 'solid-js';
import type { Usage, UsageLimits } from '../../shared/usage.ts';
import { problemOf } from './context.ts';

const fields = [
  { key: 'tokensPerDay', name: 'Tokens a day', least: 1, step: 1 },
  { key: 'dollarsPerDay', name: 'Dollars a day', least: 0.01, step: 0.01 },
  { key: 'tokensPerTurn', name: 'Tokens a turn', least: 1, step: 1 },
  { key: 'dollarsPerTurn', name: 'Dollars a turn', least: 0.01, step: 0.01 },
] as const satisfies readonly { key: keyof UsageLimits; name: string; least: number; step: number }[];

/** The owner's limits; others see them. An empty field is no limit. */
export function UsageLimitsForm(props: {
  usage: Usage;
  isOwner: boolean;
  /** Rejects with an error whose message is a sentence. */
  onSave: (limits: UsageLimits) => Promise<void>;
}) {
  const [problem, setProblem] = createSignal('');
  const [saved, setSaved] = createSignal(false);
  const save = async (form: HTMLFormElement): Promise<void> => {
    const values = new FormData(form);
    const limits = Object.fromEntries(
      fields.flatMap(({ key }) => {
        const value = values.get(key);
        return typeof value === 'string' && value.trim() !== '' ? [[key, Number(value)]] : [];
      }),
    );
    setProblem('');
    setSaved(false);
    try {
      await props.onSave(limits);
      setSaved(true);
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <form
      class="usage-limits"
      onSubmit={(event) => {
        event.preventDefault();
        void save(event.currentTarget);
      }}
    >
      <fieldset disabled={!props.isOwner}>
        <legend>Limits of this room</legend>
        <div class="usage-fields">
          <For each={fields}>
            {({ key, name, least, step }) => (
              <label class="usage-field">
                <span>{name}</span>
                <input
                  class="field"
                  type="number"
                  name={key}
                  min={least}
                  step={step}
                  max={key === 'tokensPerDay' ? props.usage.serverTokensPerDay : undefined}
                  placeholder={
                    key === 'tokensPerDay' ? props.usage.serverTokensPerDay.toLocaleString('en') : 'No limit'
                  }
                  value={props.usage.limits[key] ?? ''}
                />
              </label>
            )}
          </For>
        </div>
        <p class="usage-note">
          Cached tokens count a tenth. A day ends at 00:00 UTC. Dollars count where a model’s price is known.
        </p>
        <Show
          when={props.isOwner}
          fallback={<p class="usage-note">Only people with the owner link can change these.</p>}
        >
          <div class="usage-save">
            <button type="submit" class="button button-primary">
              Save limits
            </button>
            <span role="status">{saved() ? 'Saved.' : ''}</span>
          </div>
        </Show>
      </fieldset>
      <Show when={problem()}>
        <p class="chat-problem" role="alert">
          {problem()}
        </p>
      </Show>
    </form>
  );
}
