import Bot from 'lucide-solid/icons/bot';
import Keyboard from 'lucide-solid/icons/keyboard';
import LoaderCircle from 'lucide-solid/icons/loader-circle';
import Lock from 'lucide-solid/icons/lock';
import { createEffect, createMemo, createSignal, onCleanup, Show, untrack } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { agentActivity } from '../presence/activity.ts';
import type { Room } from '../room/room.ts';
import { ProblemCount } from '../problems/ProblemCount.tsx';
import { createLasting } from '../ui/lasting.ts';
import { createPaced } from '../ui/paced.ts';
import { LiveText } from '../ui/LiveText.tsx';
import { savedAfterMs, saveStateOf, type SaveStatus } from './save-state.ts';
import './status-bar.css';

/** How often the version changes here, in milliseconds: it follows every key, and is only glanced at. */
const versionEveryMs = 500;

/** The current state: whether text is saved, who is here, where the cursor is. */
export function StatusBar(props: {
  room: Room;
  /** The path of the file in front. */
  path: string | undefined;
  position: { line: number; column: number } | undefined;
  language: string;
  /** The version that the room's history is at; undefined while unknown. */
  version: number | undefined;
  /** The number of pending approvals. */
  approvals: number;
  onApprovals: () => void;
  onKeys: () => void;
}) {
  const people = () => props.room.people().length;
  const version = createPaced(() => props.version, versionEveryMs);
  return (
    <footer class="status-bar">
      <SaveState room={props.room} />
      <Show when={props.room.state().synced}>
        <span class="status-item">
          <LiveText text={`${people()} here`} />
        </span>
      </Show>
      <Show when={props.room.agent()}>
        {(agent) => (
          <span class="status-item status-agent">
            <Bot size={14} />
            <LiveText text={`Agent: ${agentActivity(agent(), props.room.files()).toLowerCase()}`} />
          </span>
        )}
      </Show>
      <Show when={props.approvals > 0}>
        <button
          type="button"
          class="status-item status-warning status-ask"
          onClick={() => props.onApprovals()}
        >
          <LiveText text={`${props.approvals} ${props.approvals === 1 ? 'approval' : 'approvals'} waiting`} />
        </button>
      </Show>
      <Show when={props.room.arrived() && props.room.readonlyReason()}>
        {(reason) => (
          <span class="status-item status-warning" title={reason()}>
            <Lock size={14} />
            <LiveText text={props.room.role() === 'viewer' ? 'View only' : 'Read only for now'} />
          </span>
        )}
      </Show>
      <span class="status-space" />
      <ProblemCount />
      <Show when={props.path}>
        {(path) => (
          <span class="status-item status-path" title={path()}>
            <span>{path()}</span>
          </span>
        )}
      </Show>
      <Show when={version()}>
        {(shown) => (
          <span class="status-item status-version" title="The room’s version: increases with each change">
            <StatusNumber text={`v${shown()}`} />
          </span>
        )}
      </Show>
      <Show when={props.position}>
        {(at) => <StatusNumber text={`Ln ${at().line}, Col ${at().column}`} />}
      </Show>
      <span class="status-item status-language">{props.language}</span>
      <button
        type="button"
        class="status-keys"
        aria-label="Keys"
        aria-keyshortcuts="?"
        title="Keys (?)"
        onClick={() => props.onKeys()}
      >
        <Keyboard size={14} />
      </button>
    </footer>
  );
}

/** A text that changes with every key: as wide as it is long, so that only a new length lays out the page again. */
function StatusNumber(props: { text: string }) {
  return (
    <span class="status-number" style={{ width: `${props.text.length}ch` }}>
      <span>{props.text}</span>
    </span>
  );
}

function SaveState(props: { room: Room }) {
  const state = createSteady(createMemo(() => saveStateOf(props.room)));
  const lasting = createLasting(() => state().text);
  return (
    <>
      <span class={`status-item status-save ${state().tone}`} title={state().reason}>
        <Dynamic component={state().Icon} size={14} class={state().Icon === LoaderCircle ? 'spin' : ''} />
        <LiveText text={state().text} />
      </span>
      <span class="hidden" role="status">
        <LiveText text={lasting()} />
      </span>
    </>
  );
}

/** Every change at once, but “Saved” after “Saving” a moment later, so that it does not flicker with each key. */
function createSteady(state: () => SaveStatus): () => SaveStatus {
  const [steady, setSteady] = createSignal(state(), {
    equals: (a, b) => a.text === b.text && a.reason === b.reason,
  });
  createEffect(() => {
    const now = state();
    if (untrack(steady).isSaving && now.tone === 'status-good') {
      const timer = setTimeout(() => setSteady(now), savedAfterMs);
      onCleanup(() => clearTimeout(timer));
    } else {
      setSteady(now);
    }
  });
  return steady;
}
