import Bot from 'lucide-solid/icons/bot';
import Check from 'lucide-solid/icons/check';
import CloudOff from 'lucide-solid/icons/cloud-off';
import Keyboard from 'lucide-solid/icons/keyboard';
import LoaderCircle from 'lucide-solid/icons/loader-circle';
import Lock from 'lucide-solid/icons/lock';
import { type JSX, Show } from 'solid-js';
import { agentActivity } from '../presence/activity.ts';
import type { Room } from '../room.ts';
import './status-bar.css';

/** What is true now: saved or not, who is here, where the cursor is. */
export function StatusBar(props: {
  room: Room;
  position: { line: number; column: number } | undefined;
  language: string;
  /** How many changes the room's history has; undefined while that is not known. */
  version: number | undefined;
  /** Questions of the agent that wait. */
  approvals: number;
  onApprovals: () => void;
  onKeys: () => void;
}) {
  const people = () => props.room.people().length;
  return (
    <footer class="status-bar">
      <span class="status-item" role="status">
        <SaveState room={props.room} />
      </span>
      <Show when={props.room.state().synced}>
        <span class="status-item">{people()} here</span>
      </Show>
      <Show when={props.room.agent()}>
        {(agent) => (
          <span class="status-item status-agent">
            <Bot size={14} />
            Agent: {agentActivity(agent(), props.room.files()).toLowerCase()}
          </span>
        )}
      </Show>
      <Show when={props.approvals > 0}>
        <button
          type="button"
          class="status-item status-warning status-ask"
          onClick={() => props.onApprovals()}
        >
          {props.approvals} {props.approvals === 1 ? 'approval' : 'approvals'} waiting
        </button>
      </Show>
      <Show when={props.room.arrived() && props.room.readonlyReason()}>
        {(reason) => (
          <span class="status-item status-warning" title={reason()}>
            <Lock size={14} />
            {props.room.role() === 'viewer' ? 'View only' : 'Read only for now'}
          </span>
        )}
      </Show>
      <span class="status-space" />
      <Show when={props.version}>
        {(version) => (
          <span
            class="status-item status-number status-version"
            title={`Version ${version()} of the room: it grows with each change`}
          >
            v{version()}
          </span>
        )}
      </Show>
      <Show when={props.position}>
        {(at) => (
          <span class="status-item status-number">
            Ln {at().line}, Col {at().column}
          </span>
        )}
      </Show>
      <span class="status-item">{props.language}</span>
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

function SaveState(props: { room: Room }): JSX.Element {
  const state = () => props.room.state();
  const shown = (): [icon: JSX.Element, text: string, tone: string] => {
    const { connection, synced, unsaved } = state();
    if (connection === 'refused') return [<CloudOff size={14} />, 'Disconnected', 'status-danger'];
    if (connection === 'online' && synced)
      return unsaved
        ? [<LoaderCircle size={14} class="spin" />, 'Saving', '']
        : [<Check size={14} />, props.room.role() === 'viewer' ? 'Live' : 'Saved', 'status-good'];
    if (!props.room.arrived()) return [<LoaderCircle size={14} class="spin" />, 'Opening', ''];
    return [
      <CloudOff size={14} />,
      !unsaved
        ? 'Offline'
        : props.room.keepsUnsaved()
          ? 'Offline: your changes wait in this browser'
          : 'Offline: your changes wait on this page alone',
      'status-warning',
    ];
  };
  return (
    <span class={`status-save ${shown()[2]}`}>
      {shown()[0]}
      {shown()[1]}
    </span>
  );
}
