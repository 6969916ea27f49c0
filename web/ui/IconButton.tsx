import { Tooltip } from '@kobalte/core/tooltip';
import type { JSX } from 'solid-js';
import './tooltip.css';

/** A button that shows only an icon, with an accessible name and a tooltip. */
export function IconButton(props: {
  label: string;
  keys?: string;
  small?: boolean;
  disabled?: boolean;
  tabIndex?: number;
  class?: string;
  onClick: (event: MouseEvent) => void;
  children: JSX.Element;
}) {
  return (
    <Tooltip openDelay={500} closeDelay={0} gutter={4}>
      <Tooltip.Trigger
        as="button"
        type="button"
        class={`icon-button ${props.class ?? ''}`}
        classList={{ 'icon-button-s': props.small === true }}
        aria-label={props.label}
        disabled={props.disabled}
        tabIndex={props.tabIndex ?? 0}
        onClick={(event: MouseEvent) => props.onClick(event)}
      >
        {props.children}
      </Tooltip.Trigger>
      <TooltipText text={props.label} {...(props.keys === undefined ? {} : { keys: props.keys })} />
    </Tooltip>
  );
}

export function TooltipText(props: { text: string; keys?: string }) {
  return (
    <Tooltip.Portal>
      <Tooltip.Content class="tooltip">
        {props.text}
        {props.keys && <kbd>{props.keys}</kbd>}
      </Tooltip.Content>
    </Tooltip.Portal>
  );
}
