import { createSignal } from 'solid-js';
import { type Pane, paneLimits } from './panes.ts';
import './splitter.css';

const keyStep = 16;

/** The line between two panes. Drag it or use the arrow keys; a double click resets it. */
export function Splitter(props: {
  pane: Pane;
  label: string;
  size: number;
  /** The side of the line that the pane is on. */
  side: 'left' | 'right' | 'below';
  onResize: (px: number) => void;
}) {
  const [dragging, setDragging] = createSignal(false);
  const upright = () => props.side !== 'below';
  const grows = () => (props.side === 'left' ? 1 : -1);
  let from = { pointer: 0, size: 0 };
  const at = (event: PointerEvent): number => (upright() ? event.clientX : event.clientY);

  return (
    <div
      class="splitter"
      classList={{ 'splitter-upright': upright(), 'splitter-dragging': dragging() }}
      role="separator"
      tabIndex={0}
      aria-label={props.label}
      aria-orientation={upright() ? 'vertical' : 'horizontal'}
      aria-valuenow={props.size}
      aria-valuemin={paneLimits[props.pane].min}
      aria-valuemax={paneLimits[props.pane].max}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from = { pointer: at(event), size: props.size };
        setDragging(true);
      }}
      onPointerMove={(event) => {
        if (dragging()) props.onResize(from.size + grows() * (at(event) - from.pointer));
      }}
      onLostPointerCapture={() => setDragging(false)}
      onDblClick={() => props.onResize(paneLimits[props.pane].initial)}
      onKeyDown={(event) => {
        const [less, more] = upright() ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
        if (event.key !== less && event.key !== more) return;
        event.preventDefault();
        props.onResize(props.size + grows() * (event.key === more ? keyStep : -keyStep));
      }}
    />
  );
}
