import { Tooltip } from '@kobalte/core/tooltip';
import type { JSX } from 'solid-js';
import type { User } from '../../shared/roles.ts';
import { TooltipText } from '../ui/IconButton.tsx';
import { say } from '../ui/toast.tsx';
import type { Follow } from './follow.ts';

/** Someone's avatar as a button: goes to where they are, then follows them, then lets them go. */
export function GoToButton(props: {
  user: User;
  /** Name and whereabouts. */
  who: string;
  /** They are in a file. */
  somewhere: boolean;
  follow: Follow;
  onGone: () => void;
  class?: string;
  children: JSX.Element;
}) {
  const mine = () => {
    const gaze = props.follow.gaze();
    return gaze?.userId === props.user.id ? gaze : undefined;
  };
  const act = () => {
    const gaze = mine();
    if (gaze?.following) return 'Stop following';
    return gaze ? 'Follow' : 'Go to their cursor';
  };
  const onClick = (): void => {
    const done = props.follow.next(props.user.id);
    if (done === 'left') return;
    props.onGone();
    if (!props.somewhere) say(`${props.user.name} has no file open now.`);
  };
  return (
    <Tooltip openDelay={300} closeDelay={0} gutter={4}>
      <Tooltip.Trigger
        as="button"
        type="button"
        class={`people-one ${props.class ?? ''}`}
        classList={{ 'people-followed': mine()?.following === true }}
        aria-label={`${props.who}. ${act()}`}
        onClick={onClick}
      >
        {props.children}
      </Tooltip.Trigger>
      <TooltipText text={`${props.who}. ${act()}`} />
    </Tooltip>
  );
}
