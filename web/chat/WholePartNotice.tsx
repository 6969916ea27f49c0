import { Match, Switch } from 'solid-js';
import { formatCount } from '../ui/format.ts';
import type { WholePart } from './whole-part.ts';

/** That the rest of a long tool call is being loaded, or why it could not be. */
export function WholePartNotice(props: { whole: WholePart }) {
  return (
    <Switch>
      <Match when={props.whole.loading()}>
        {(length) => (
          <p class="chat-step-note chat-step-rest" role="status">
            Loading all {formatCount(length())} characters…
          </p>
        )}
      </Match>
      <Match when={props.whole.problem()}>
        {(problem) => (
          <p class="chat-step-note chat-step-rest" role="alert">
            This is not all of it. {problem()}{' '}
            <button type="button" class="chat-step-link" onClick={() => void props.whole.load()}>
              Load the rest
            </button>
          </p>
        )}
      </Match>
    </Switch>
  );
}
