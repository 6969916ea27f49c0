import { type Component, ErrorBoundary, lazy, Suspense } from 'solid-js';
import { showToast } from './toast.tsx';
import { preload } from './preload.ts';

const dialogs: { preload: () => Promise<unknown> }[] = [];

/** Loads the scripts of all dialogs ahead, so that they open at once, also offline. */
export const preloadDialogs = (): Promise<void> => preload(...dialogs);

/** A dialog whose script is loaded on demand. If that fails, a message says so and the page keeps working. */
export function lazyDialog<P extends { onClose: () => void }>(
  load: () => Promise<Component<P>>,
): Component<P> {
  const Dialog = lazy(async () => ({ default: await load() }));
  dialogs.push(Dialog);
  return (props) => {
    const broken = (error: unknown): undefined => {
      console.error('tandem: a dialog could not be shown', error);
      if (navigator.onLine)
        showToast('This could not be shown. Reload the page and try again: nothing is lost.', {
          label: 'Reload',
          act: () => location.reload(),
        });
      else showToast('This could not be loaded while you are offline. Try again when you are back online.');
      // Closed after this render, which must not change the opener's state.
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
