import { type Component, ErrorBoundary, lazy, Suspense } from 'solid-js';
import { say } from './toast.tsx';
import { preload } from './preload.ts';

const dialogs: { preload: () => Promise<unknown> }[] = [];

/** Brings the scripts of all dialogs, so that one opens at once, and also when the line is lost by then. */
export const preloadDialogs = (): Promise<void> => preload(...dialogs);

/** A dialog whose script comes later. Where it cannot be had, that is said, and the page goes on without it. */
export function lazyDialog<P extends { onClose: () => void }>(
  load: () => Promise<Component<P>>,
): Component<P> {
  const Dialog = lazy(async () => ({ default: await load() }));
  dialogs.push(Dialog);
  return (props) => {
    const broken = (error: unknown): undefined => {
      console.error('tandem: a dialog could not be shown', error);
      if (navigator.onLine)
        say('This could not be shown. Load the page anew, and try again: nothing is lost.', {
          label: 'Reload',
          act: () => location.reload(),
        });
      else say('This could not be loaded while you are offline. Try again when the line is back.');
      // Whoever opens it is told after this has been drawn.
      queueMicrotask(() => props.onClose());
    };
    return (
      <ErrorBoundary fallback={broken}>
        <Suspense>
          <Dialog {...props} />
        </Suspense>
      </ErrorBoundary>
    );
  };
}
