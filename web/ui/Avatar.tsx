import Bot from 'lucide-solid/icons/bot';
import { createContext, useContext } from 'solid-js';
import type { User } from '../../shared/roles.ts';
import { initialsOf } from './initials.ts';
import './avatar.css';

/** The palette index of someone's avatar. A room overrides it with the one assigned among those present. */
export const AvatarColour = createContext((user: User): number => user.color);

/** A person's initials in their colour, or the agent's square badge. Hidden from screen readers: name the person beside it. */
export function Avatar(props: { user: User; self?: boolean; size?: 's' | 'm' | 'l' }) {
  const colourOf = useContext(AvatarColour);
  return (
    <span
      class={`avatar avatar-${props.size ?? 'm'} person-${colourOf(props.user)}`}
      classList={{ 'avatar-agent': props.user.kind === 'agent', 'avatar-self': props.self === true }}
      aria-hidden="true"
      data-initials={props.user.kind === 'agent' ? '' : initialsOf(props.user.name)}
    >
      {props.user.kind === 'agent' && <Bot size="66%" />}
    </span>
  );
}
