import { createEffect, createMemo, createSignal, Match, onCleanup, Switch, untrack } from 'solid-js';
import { pageLimits } from '../../shared/limits.ts';
import { canEdit } from '../../shared/roles.ts';
import type { Room } from '../room.ts';
import './banner.css';
import { DownloadUnsaved } from './DownloadUnsaved.tsx';

/** Shows when the room is full, the server away for long, or this link gets no token any more: what is kept, and what to do. */
export function LostBanner(props: { room: Room }) {
  const [lost, setLost] = createSignal(false);
  const isAway = createMemo(() => {
    const { synced, connection } = props.room.state();
    return !synced && connection !== 'refused';
  });
  const isStalled = createMemo(() => props.room.state().stalled);
  createEffect(() => {
    if (!isAway()) {
      setLost(isStalled());
      return;
    }
    // A line that was given up because nothing came is spoken of already.
    if (untrack(lost)) return;
    const timer = setTimeout(() => setLost(true), pageLimits.lostServerMs);
    onCleanup(() => clearTimeout(timer));
  });
  const ended = () => (isAway() ? props.room.session.ended() : undefined);
  const kept = (): string => {
    if (!canEdit(props.room.role())) return 'What you see here may be old.';
    return props.room.keepsUnsaved()
      ? 'Go on writing: it is kept in this browser and comes into the room when the line is back.'
      : 'What you write is kept on this page alone: leave it open until the line is back.';
  };
  return (
    <Switch>
      <Match when={ended()}>
        {(error) => (
          <div class="banner" role="alert">
            <span class="banner-text">
              Your session has ended, and cannot be begun again: {error().message} Nothing is saved from here
              any more.
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
            This room is full: nobody more fits in until someone leaves. It is tried again every half a
            minute. {props.room.arrived() && kept()}
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
            {navigator.onLine ? 'The server has not answered for a while' : 'This device has no network'}; it
            is tried again and again. {props.room.arrived() && kept()}
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
