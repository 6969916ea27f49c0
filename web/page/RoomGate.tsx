import { createSignal, lazy, Match, onCleanup, Show, Suspense, Switch } from 'solid-js';
import { isRoomId } from '../../shared/ids.ts';
import { forgetDeletedRoom } from '../room/forget-room.ts';
import type { Preview } from '../../shared/session.ts';
import { forgetOwnership, ownerKeyFor } from '../room/ownership.ts';
import { CallError, keptName, openSession, previewRoom, type RoomSession } from '../session.ts';
import { Notice } from './Notice.tsx';
import { preload } from '../ui/preload.ts';
import { Skeleton } from '../ui/Skeleton.tsx';

/** Lazy, because the start page does not need it. */
const RoomPage = lazy(async () => ({ default: (await import('./RoomPage.tsx')).RoomPage }));

/** Lazy, because those who have been here need none. */
const NameDialog = lazy(async () => ({ default: (await import('../presence/NameDialog.tsx')).NameDialog }));

/** Whether trying again may help, as opposed to a wrong link. */
const isTemporary = (error: CallError): boolean =>
  ['offline', 'unavailable', 'internal', 'rate_limited'].includes(error.code);

type Stage =
  | { at: 'checking' }
  | { at: 'name'; preview?: Preview }
  | { at: 'opening' }
  | { at: 'open'; session: RoomSession }
  | { at: 'failed'; error: CallError };

/** Leads into a room: asks for a name, opens a session, or shows why that failed. */
export function RoomGate(props: { room: string; key: string }) {
  document.title = 'Tandem';
  const wrongLink = !isRoomId(props.room)
    ? 'This is not a room’s address. Check that you copied the whole link.'
    : props.key === ''
      ? 'The link ends before its key, the part after “#”. Ask for the whole link.'
      : undefined;
  const first: Stage = wrongLink
    ? { at: 'failed', error: new CallError('bad_request', wrongLink) }
    : keptName.get() === ''
      ? { at: 'checking' }
      : { at: 'opening' };
  const [stage, setStage] = createSignal<Stage>(first);
  const [visit, setVisit] = createSignal(1);
  const sessionNow = () => {
    const now = stage();
    return now.at === 'open' ? now.session : undefined;
  };
  const nameNow = () => {
    const now = stage();
    return now.at === 'name' ? now : undefined;
  };
  const errorNow = () => {
    const now = stage();
    return now.at === 'failed' ? now.error : undefined;
  };
  let sendToken = (_token: string): void => undefined;
  let disposed = false;
  onCleanup(() => {
    disposed = true;
    sessionNow()?.close();
  });

  const fail = (error: unknown): void => {
    if (!(error instanceof CallError)) throw error;
    // Only a deleted room answers this; a room that never existed is a wrong link.
    if (error.code === 'not_found') forgetDeletedRoom(props.room);
    setStage({ at: 'failed', error });
  };
  /** Looks where the link leads before it asks for a name. */
  const check = async (): Promise<void> => {
    try {
      setStage({ at: 'name', preview: await previewRoom(props.room, props.key) });
    } catch (error) {
      if (error instanceof CallError && isTemporary(error)) setStage({ at: 'name' });
      else fail(error);
    }
  };
  const open = (key: string, name: string): Promise<RoomSession> =>
    openSession(props.room, key, name, (token) => sendToken(token));
  /** As the owner, if this browser knows that the link's holder is; their key may be void meanwhile. */
  const openOwn = async (name: string): Promise<RoomSession> => {
    const ownerKey = ownerKeyFor(props.room, props.key);
    if (ownerKey === undefined) return open(props.key, name);
    try {
      return await open(ownerKey, name);
    } catch (error) {
      if (!(error instanceof CallError) || error.code !== 'forbidden') throw error;
      forgetOwnership(props.room);
      return open(props.key, name);
    }
  };
  const enter = async (name: string): Promise<void> => {
    setStage({ at: 'opening' });
    try {
      const session = await openOwn(name);
      if (disposed) session.close();
      else setStage({ at: 'open', session });
    } catch (error) {
      fail(error);
    }
  };
  if (first.at !== 'failed') void preload(RoomPage);
  if (first.at === 'checking') {
    void preload(NameDialog);
    void check();
  }
  if (first.at === 'opening') void enter(keptName.get());

  return (
    <Switch>
      <Match when={nameNow()}>
        {(at) => (
          <>
            <Skeleton />
            <Suspense>
              <NameDialog
                preview={at().preview}
                onDone={(name) => {
                  keptName.set(name);
                  void enter(name);
                }}
              />
            </Suspense>
          </>
        )}
      </Match>
      <Match when={stage().at === 'checking' || stage().at === 'opening'}>
        <Skeleton />
      </Match>
      <Match when={sessionNow()}>
        {(session) => (
          <Show when={visit()} keyed>
            <Suspense fallback={<Skeleton />}>
              <RoomPage
                session={session()}
                onTokens={(send) => (sendToken = send)}
                onReload={() => setVisit((n) => n + 1)}
              />
            </Suspense>
          </Show>
        )}
      </Match>
      <Match when={errorNow()}>
        {(error) => (
          <Notice
            title={isTemporary(error()) ? 'Can’t reach the room' : 'Room not found'}
            text={error().message}
          >
            {isTemporary(error()) && (
              <button type="button" class="button button-primary" onClick={() => void enter(keptName.get())}>
                Try again
              </button>
            )}
          </Notice>
        )}
      </Match>
    </Switch>
  );
}
