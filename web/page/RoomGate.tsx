import { createSignal, lazy, Match, onCleanup, Show, Suspense, Switch } from 'solid-js';
import { isRoomId } from '../../shared/ids.ts';
import { forgetDeletedRoom } from '../room/forget-room.ts';
import { NameDialog } from '../presence/NameDialog.tsx';
import { CallError, keptName, openSession, type RoomSession } from '../session.ts';
import { Notice } from './Notice.tsx';
import { preload } from '../ui/preload.ts';
import { Skeleton } from '../ui/Skeleton.tsx';

/** Lazy, because the start page does not need it. */
const RoomPage = lazy(async () => ({ default: (await import('./RoomPage.tsx')).RoomPage }));

/** Whether trying again may help, as opposed to a wrong link. */
const isTemporary = (error: CallError): boolean =>
  ['offline', 'unavailable', 'internal', 'rate_limited'].includes(error.code);

type Stage =
  | { at: 'name' }
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
      ? { at: 'name' }
      : { at: 'opening' };
  const [stage, setStage] = createSignal<Stage>(first);
  const [visit, setVisit] = createSignal(1);
  const sessionNow = () => {
    const now = stage();
    return now.at === 'open' ? now.session : undefined;
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

  const enter = async (name: string): Promise<void> => {
    setStage({ at: 'opening' });
    try {
      const session = await openSession(props.room, props.key, name, (token) => sendToken(token));
      if (disposed) session.close();
      else setStage({ at: 'open', session });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      // Only a deleted room answers this; a room that never existed is a wrong link.
      if (error.code === 'not_found') forgetDeletedRoom(props.room);
      setStage({ at: 'failed', error });
    }
  };
  if (first.at !== 'failed') void preload(RoomPage);
  if (first.at === 'opening') void enter(keptName.get());

  return (
    <Switch>
      <Match when={stage().at === 'name'}>
        <Skeleton />
        <NameDialog
          onDone={(name) => {
            keptName.set(name);
            void enter(name);
          }}
        />
      </Match>
      <Match when={stage().at === 'opening'}>
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
            title={isTemporary(error()) ? 'The room cannot be reached' : 'This link does not open a room'}
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
