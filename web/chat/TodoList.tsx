import CircleCheck from 'lucide-solid/icons/circle-check';
import Circle from 'lucide-solid/icons/circle';
import CircleDot from 'lucide-solid/icons/circle-dot';
import { Index } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { Todo } from '../../shared/todo.ts';
import './todo.css';

const icons = { open: Circle, doing: CircleDot, done: CircleCheck };
const names = { open: 'open', doing: 'in progress', done: 'done' };

/** The agent's plan for its turn. What it was at when the turn ended is open. */
export function TodoList(props: { items: Todo; live: boolean }) {
  const done = () => props.items.filter(({ state }) => state === 'done').length;
  return (
    <section class="chat-todo" aria-label={`Plan, ${done()} of ${props.items.length} done`}>
      <p class="chat-todo-head">
        Plan{' '}
        <span>
          {done()} of {props.items.length} done
        </span>
      </p>
      <ul>
        <Index each={props.items}>
          {(item) => {
            const state = () => (item().state === 'doing' && !props.live ? 'open' : item().state);
            return (
              <li data-state={state()}>
                <Dynamic component={icons[state()]} size={14} />
                <span class="hidden">{names[state()]}: </span>
                <span>{item().text}</span>
              </li>
            );
          }}
        </Index>
      </ul>
    </section>
  );
}

/** The same in one line, while the agent works. */
export function TodoLine(props: { items: Todo }) {
  const done = () => props.items.filter(({ state }) => state === 'done').length;
  const current = () => props.items.find(({ state }) => state === 'doing')?.text;
  return (
    <p class="chat-todo-line" title={current()}>
      {done()} of {props.items.length} done{current() === undefined ? '' : `: ${current()}`}
    </p>
  );
}
