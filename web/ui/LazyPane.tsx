import { ErrorBoundary, type JSX, Suspense } from 'solid-js';
import { SkeletonLines } from './Skeleton.tsx';
import './lazy-pane.css';

/** A part of the page whose script is loaded later. If that fails, the rest of the page keeps working. */
export function LazyPane(props: {
  name: string;
  /** Shown until the script is there; without it, a skeleton. */
  waiting?: JSX.Element;
  children: JSX.Element;
}) {
  const broken = (error: unknown): JSX.Element => {
    console.error(`tandem: the ${props.name} broke`, error);
    return (
      <div class="late-part-broken" role="alert">
        <p>The {props.name} could not be shown. Everything else keeps working, and nothing is lost.</p>
        <button type="button" class="button" onClick={() => location.reload()}>
          Reload the page
        </button>
      </div>
    );
  };
  return (
    <ErrorBoundary fallback={broken}>
      <Suspense
        fallback={
          props.waiting ?? (
            <div class="late-part-waiting" aria-busy="true">
              <SkeletonLines widths={[120, 240, 200]} />
            </div>
          )
        }
      >
        {props.children}
      </Suspense>
    </ErrorBoundary>
  );
}
