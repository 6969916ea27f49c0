import { createEffect, createMemo, createSignal, Match, onCleanup, Switch, untrack } from 'solid-js';
import { pageLimits } from '../../shared/limits.ts';
import { canEdit } from '../../shared/roles.ts';
import type { Room } from '../room/room.ts';
import './banner.css';
import { DownloadUnsaved } from './DownloadUnsaved.tsx';

/**
 * Shown when the room is full or takes no edits for now, the server has been away for long, or the session ended: what is
 * kept, and what to do.
 */
export function LostBanner(props: { room: Room }) {
  const [lost, setLost] = createSignal(false);
  const sentAway = createMemo(() => props.room.state().sentAway);
  const isAway = createMemo(() => {
    const { synced, connection } = props.room.state();
    return (!synced || sentAway() !== undefined) && connection !== 'refused';
  });
  const isStalled = createMemo(() => props.room.state().stalled);
  createEffect(() => {
    if (!isAway()) {
      setLost(isStalled());
      return;
    }
    // A connection that was given up after stalling has its banner already.
    if (untrack(lost)) return;
    const timer = setTimeout(
      () => setLost(true),
      sentAway() === undefined ? pageLimits.lostServerMs : pageLimits.sentAwayMs,
    );
    onCleanup(() => clearTimeout(timer));
  });
  const ended = () => (isAway() ? props.room.session.ended() : undefined);
  const kept = (): string => {
    if (!canEdit(props.room.role())) return 'What you see here may be out of date.';
    const end = sentAway() === undefined ? 'the connection is back' : 'it takes them';
    return props.room.keepsUnsaved()
      ? `You can keep writing: your changes stay in this browser and reach the room when ${end}.`
      : 'Your changes are only on this page: keep it open until they are saved.';
  };
  return (
    <Switch>
      <Match when={ended()}>
        {(error) => (
          <div class="banner" role="alert">
            <span class="banner-text">
              Your session has ended and cannot be renewed: {error().message} Changes on this page are no
              longer saved.
            </span>
            <DownloadUnsaved room={props.room} />
            <button type="button" class="button button-primary" onClick={() => props.room.reconnect()}>
              Try again
            </button>
          </div>
        )}
      </Match>
      <Match when={props.room.state().full}>
        <div class="banner banner-warning" role="status">
          <span class="banner-text">
            This room is full until someone leaves. Tandem tries again every 30 seconds.{' '}
            {props.room.arrived() && kept()}
          </span>
          <DownloadUnsaved room={props.room} />
          <button type="button" class="button" onClick={() => props.room.reconnect()}>
            Try now
          </button>
        </div>
      </Match>
      <Match when={lost()}>
        <div class="banner banner-warning" role="status">
          <span class="banner-text">
            {navigator.onLine
              ? (sentAway() ?? 'The server has not answered for a while.')
              : 'This device is offline.'}{' '}
            Tandem keeps trying. {props.room.arrived() && kept()}
          </span>
          <DownloadUnsaved room={props.room} />
          <button type="button" class="button" onClick={() => props.room.reconnect()}>
            Try now
          </button>
        </div>
      </Match>
    </Switch>
  );
}
