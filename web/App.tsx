import { ErrorBoundary, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import { Notice } from './page/Notice.tsx';
import { RoomGate } from './page/RoomGate.tsx';
import { route } from './route.ts';
import { ToastRegion } from './ui/toast.tsx';

/** Whoever opens a room's link never needs the start page. */
const Home = lazy(async () => ({ default: (await import('./home/Home.tsx')).Home }));

export function App() {
  const room = () => {
    const now = route();
    return now.page === 'room' ? `${now.room}#${now.key}` : undefined;
  };
  return (
    <ErrorBoundary fallback={broken}>
      <Switch>
        <Match when={route().page === 'home'}>
          <Suspense>
            <Home />
          </Suspense>
        </Match>
        <Match when={room()}>
          {/* A new room or key is a new session: dispose of everything that belonged to the last one. */}
          <Show when={room()} keyed>
            {(address) => (
              <RoomGate room={address.split('#', 1)[0] ?? ''} key={address.slice(address.indexOf('#') + 1)} />
            )}
          </Show>
        </Match>
        <Match when={route().page === 'unknown'}>
          <Notice title="Page not found" text="Check the address, or go to the start page." />
        </Match>
      </Switch>
      <ToastRegion />
    </ErrorBoundary>
  );
}

/** Also shown when a part of the page could not be fetched, for example after the server was updated. */
function broken(error: unknown) {
  console.error('tandem: the page broke', error);
  return (
    <Notice
      title="Something went wrong"
      text="What the room has saved is safe. Reload the page to continue; if this happens again, tell whoever runs this server."
    >
      <button type="button" class="button button-primary" onClick={() => location.reload()}>
        Reload
      </button>
    </Notice>
  );
}
