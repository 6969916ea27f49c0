import { Tooltip } from '@kobalte/core/tooltip';
import type { JSX } from 'solid-js';
import type { User } from '../../shared/roles.ts';
import { TooltipText } from '../ui/IconButton.tsx';
import type { Follow } from './follow.ts';
import { nextStep, takeStep } from './go-to.ts';

/** Someone's avatar as a button. Clicks go to their cursor, then follow them, then stop following. */
export function GoToButton(props: {
  user: User;
  /** Name and whereabouts. */
  who: string;
  /** Whether they have a file open. */
  hasFile: boolean;
  follow: Follow;
  onGoTo: () => void;
  class?: string;
  children: JSX.Element;
}) {
  const label = () => `${props.who}. ${nextStep(props.follow, props.user)}`;
  return (
    <Tooltip openDelay={300} closeDelay={0} gutter={4}>
      <Tooltip.Trigger
        as="button"
        type="button"
        class={`people-one ${props.class ?? ''}`}
        classList={{ 'people-followed': props.follow.followed()?.user.id === props.user.id }}
        aria-label={label()}
        onClick={() => takeStep(props.follow, props.user, props.hasFile, () => props.onGoTo())}
      >
        {props.children}
      </Tooltip.Trigger>
      <TooltipText text={label()} />
    </Tooltip>
  );
}
