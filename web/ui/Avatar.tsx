import Bot from 'lucide-solid/icons/bot';
import type { User } from '../../shared/roles.ts';
import { initialsOf } from './initials.ts';
import './avatar.css';

/** A person's initials in their colour; the agent's badge is square. Says nothing by itself: name it where it stands. */
export function Avatar(props: { user: User; self?: boolean; size?: 's' | 'm' | 'l' }) {
  return (
    <span
      class={`avatar avatar-${props.size ?? 'm'} person-${props.user.color}`}
      classList={{ 'avatar-agent': props.user.kind === 'agent', 'avatar-self': props.self === true }}
      aria-hidden="true"
      data-initials={props.user.kind === 'agent' ? '' : initialsOf(props.user.name)}
    >
      {props.user.kind === 'agent' && <Bot size="66%" />}
    </span>
  );
}
