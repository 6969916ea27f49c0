import { For } from 'solid-js';
import { Logo } from './Logo.tsx';
import './skeleton.css';

/** The room's outline while its session and text are loading. */
export function Skeleton() {
  return (
    <div class="skeleton" aria-busy="true" aria-label="Opening the room">
      <div class="skeleton-bar">
        <Logo />
      </div>
      <div class="skeleton-files">
        <SkeletonLines widths={[96, 72, 112, 64]} />
      </div>
      <div class="skeleton-editor">
        <SkeletonLines widths={[240, 320, 0, 280, 400, 360, 120]} />
      </div>
      <div class="skeleton-chat" />
    </div>
  );
}

/** Grey lines where text will be. They appear after a moment, so that fast loading does not flash. */
export function SkeletonLines(props: { widths: number[] }) {
  return (
    <div class="skeleton-lines">
      <For each={props.widths}>{(width) => <i style={{ width: `${width}px` }} />}</For>
    </div>
  );
}
