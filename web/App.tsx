import { ErrorBoundary, Match, Show, Switch } from 'solid-js';
import { Home } from './home/Home.tsx';
import { Notice } from './page/Notice.tsx';
import { RoomGate } from './page/RoomGate.tsx';
import { route } from './route.ts';
import { ToastRegion } from './ui/toast.tsx';

export function App() {
  const room = () => {
    const now = route();
    return now.page === 'room' ? `${now.room}#${now.key}` : undefined;
  };
  return (
    <ErrorBoundary fallback={broken}>
      <Switch>
        <Match when={route().page === 'home'}>
          <Home />
        </Match>
        <Match when={room()}>
          {/* Another room or another key is another session: everything of the last one is let go. */}
          <Show when={room()} keyed>
            {(address) => (
              <RoomGate room={address.split('#', 1)[0] ?? ''} key={address.slice(address.indexOf('#') + 1)} />
            )}
          </Show>
        </Match>
        <Match when={route().page === 'unknown'}>
          <Notice title="There is no page here" text="Check the address, or begin at the start page." />
        </Match>
      </Switch>
      <ToastRegion />
    </ErrorBoundary>
  );
}

/** Also where a part of the page could not be fetched, as after the server took over a newer build. */
function broken(error: unknown) {
  console.error('tandem: the page broke', error);
  return (
    <Notice
      title="This page broke"
      text="What the room has saved is safe. Load the page anew to go on; if it breaks again, tell whoever runs this server."
    >
      <button type="button" class="button button-primary" onClick={() => location.reload()}>
        Load anew
      </button>
    </Notice>
  );
}
