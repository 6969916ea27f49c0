import ArrowRight from 'lucide-solid/icons/arrow-right';
import ChevronDown from 'lucide-solid/icons/chevron-down';
import Link2 from 'lucide-solid/icons/link-2';
import LoaderCircle from 'lucide-solid/icons/loader-circle';
import Plus from 'lucide-solid/icons/plus';
import { createSignal, Show } from 'solid-js';
import { isRoomId } from '../../shared/ids.ts';
import type { Sample } from '../../shared/samples.ts';
import { giveTitle } from '../room/given-titles.ts';
import { goTo, routeOf } from '../route.ts';
import { CallError, keptCreateKey, makeRoom } from '../session.ts';
import { Logo } from '../ui/Logo.tsx';
import { ThemeMenu } from '../ui/ThemeMenu.tsx';
import { CreateKeyField } from './CreateKeyField.tsx';
import { HeroIllustration } from './HeroIllustration.tsx';
import { NewRoomDialog } from './NewRoomDialog.tsx';
import { RecentRooms } from './RecentRooms.tsx';
import './home.css';

export function Home() {
  document.title = 'Tandem';
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal('');
  const [link, setLink] = createSignal('');
  const [needsKey, setNeedsKey] = createSignal(false);
  const [choosing, setChoosing] = createSignal(false);

  /** What a room was to be created with when the server asked for its key. */
  let wanted: { sample?: Sample; title?: string } = {};
  const onNewRoom = async (asked: typeof wanted): Promise<void> => {
    wanted = asked;
    setBusy(true);
    setProblem('');
    setChoosing(false);
    try {
      const { room, links } = await makeRoom(asked.sample);
      if (asked.title) giveTitle(room, asked.title);
      goTo(links.owner);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      setProblem(error.message);
      if (error.code === 'unauthorized') setNeedsKey(true);
    } finally {
      setBusy(false);
    }
  };

  const onOpenLink = (event: SubmitEvent): void => {
    event.preventDefault();
    const text = link().trim();
    const address = URL.parse(text, location.origin);
    const route = address && address.origin === location.origin ? routeOf(address) : undefined;
    if (address && route?.page === 'room' && isRoomId(route.room) && route.key !== '') {
      goTo(address.pathname + address.hash);
      return;
    }
    setProblem(
      text === ''
        ? 'Paste the link that someone shared with you.'
        : `A room’s link looks like ${location.origin}/r/<room>#<key>.`,
    );
  };

  return (
    <div class="home">
      <header class="home-header">
        <span class="home-brand">
          <Logo />
          Tandem
        </span>
        <ThemeMenu />
      </header>
      <main class="home-main">
        <section class="home-start">
          <h1 class="home-title">Write code together, with an agent that types at its own cursor.</h1>
          <div class="home-actions">
            <div class="home-new">
              <button
                type="button"
                class="button button-primary home-new-go"
                disabled={busy()}
                onClick={() => void onNewRoom({})}
              >
                {busy() ? <LoaderCircle size={16} class="spin" /> : <Plus size={16} />}
                New room
              </button>
              <button
                type="button"
                class="button button-primary home-new-choose"
                disabled={busy()}
                aria-label="Choose a sample and a title"
                title="Choose a sample and a title"
                aria-haspopup="dialog"
                onClick={() => setChoosing(true)}
              >
                <ChevronDown size={16} />
              </button>
            </div>
            <form class="home-join" onSubmit={onOpenLink}>
              <Link2 size={16} class="home-join-icon" />
              <input
                class="field home-field"
                type="text"
                inputmode="url"
                autocomplete="off"
                placeholder="Paste a room link"
                aria-label="Room link"
                aria-invalid={problem() !== '' && link() !== ''}
                aria-describedby="home-problem"
                value={link()}
                onInput={(event) => {
                  setLink(event.currentTarget.value);
                  setProblem('');
                }}
              />
              <button type="submit" class="icon-button icon-button-s home-go" aria-label="Open the link">
                <ArrowRight size={16} />
              </button>
            </form>
          </div>
          <Show when={needsKey()}>
            <CreateKeyField
              onKey={(key) => {
                keptCreateKey.set(key);
                void onNewRoom(wanted);
              }}
            />
          </Show>
          <p id="home-problem" class="home-problem" role="alert">
            <Show when={problem()}>{(text) => text()}</Show>
          </p>
          <RecentRooms />
        </section>
        <HeroIllustration />
      </main>
      <Show when={choosing()}>
        <NewRoomDialog
          onCreate={(sample, title) => void onNewRoom({ sample, title })}
          onClose={() => setChoosing(false)}
        />
      </Show>
      <footer class="home-footer">A room is open to anyone who has its link.</footer>
    </div>
  );
}
