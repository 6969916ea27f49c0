import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js';
import { choosableAskKinds, setAsksBefore } from '../../shared/approvals.ts';
import { agentLimits } from '../../shared/limits.ts';
import { metaOf, setAgentPace, setViewersMayWrite } from '../../shared/meta.ts';
import { setTurnLimit, turnLimitsOf } from '../../shared/turn-limits.ts';
import { type OwnerDialog, OwnerSection } from '../owner/OwnerSection.tsx';
import type { Room } from '../room/room.ts';
import { chooseContrast, chooseTheme, theme, themeNames, themeSchema } from '../theme.ts';
import { Modal } from '../ui/Modal.tsx';
import { choose, fontSizes, settings } from './settings.ts';

const asked: Readonly<Record<(typeof choosableAskKinds)[number], string>> = {
  edit: 'The agent asks before it edits',
  delete: 'The agent asks before it deletes',
  run: 'The agent asks before it runs a program',
  bash: 'The agent asks before its commands change files',
};
const sizes = Array.from({ length: fontSizes.max - fontSizes.min + 1 }, (_, i) => fontSizes.min + i);

/** The settings of this browser, and those for everyone in the room. */
export function SettingsDialog(props: {
  room: Room;
  onOwner: (dialog: OwnerDialog) => void;
  onClose: () => void;
}) {
  return (
    <Modal title="Settings" onClose={() => props.onClose()}>
      <div class="settings">
        <fieldset>
          <legend>In this browser</legend>
          <label class="settings-row">
            <span>Theme</span>
            <select
              class="field"
              value={theme().choice}
              onChange={(event) => chooseTheme(themeSchema.parse(event.currentTarget.value))}
            >
              <For each={themeSchema.options}>
                {(choice) => <option value={choice}>{themeNames[choice]}</option>}
              </For>
            </select>
          </label>
          <Check
            name="High contrast"
            note={
              theme().contrastChoice === 'system' && theme().moreContrast ? 'Turned on by the system.' : ''
            }
            checked={theme().moreContrast}
            onChange={(more) => chooseContrast(more ? 'more' : 'system')}
          />
          <label class="settings-row">
            <span>Code size</span>
            <select
              class="field"
              value={settings().fontSize}
              onChange={(event) => choose({ fontSize: Number(event.currentTarget.value) })}
            >
              <For each={sizes}>{(size) => <option value={size}>{size} px</option>}</For>
            </select>
          </label>
          <Check name="Wrap long lines" checked={settings().wrap} onChange={(wrap) => choose({ wrap })} />
          <Check name="Minimap" checked={settings().minimap} onChange={(minimap) => choose({ minimap })} />
          <Check
            name="Say who joins and leaves"
            checked={settings().notices}
            onChange={(notices) => choose({ notices })}
          />
        </fieldset>
        <fieldset disabled={!props.room.settable()}>
          <legend>For everyone in this room</legend>
          <Check
            name="The agent types live"
            note="Word by word at its cursor. Otherwise its edits appear at once."
            checked={props.room.agentPace() === 'typed'}
            onChange={(live) => setAgentPace(props.room.doc, live ? 'typed' : 'instant')}
          />
          <Check
            name="Viewers may write in the chat"
            note="To the people here. The agent never reads it."
            checked={props.room.viewersWrite()}
            onChange={(may) => setViewersMayWrite(props.room.doc, may)}
          />
          <TurnLimit room={props.room} limit="steps" name="Steps of one turn" {...agentLimits.turnSteps} />
          <TurnLimit
            room={props.room}
            limit="minutes"
            name="Minutes of one turn"
            {...agentLimits.turnMinutes}
          />
          <For each={choosableAskKinds}>
            {(kind) => (
              <Check
                name={asked[kind]}
                checked={props.room.asksBefore(kind)}
                onChange={(asks) => setAsksBefore(props.room.doc, kind, asks)}
              />
            )}
          </For>
          <For each={props.room.allowedHosts()}>
            {(host) => (
              <Check
                name={`The agent asks before it reads from ${host}`}
                checked={false}
                onChange={() => setAsksBefore(props.room.doc, 'fetch', true, host)}
              />
            )}
          </For>
          <Show when={!props.room.settable()}>
            <p class="settings-note">
              {props.room.readonlyReason() ?? 'Only people with the owner link can change these.'}
            </p>
          </Show>
        </fieldset>
        <OwnerSection room={props.room} onOpen={props.onOwner} />
      </div>
    </Modal>
  );
}

function Check(props: {
  name: string;
  note?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}): JSX.Element {
  return (
    <label class="settings-row">
      <span>
        {props.name}
        <Show when={props.note}>{(note) => <small class="settings-note">{note()}</small>}</Show>
      </span>
      <input
        type="checkbox"
        class="settings-check"
        checked={props.checked}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
    </label>
  );
}

/** How many steps or minutes a turn of the agent may take. What is out of range becomes the nearest possible number. */
function TurnLimit(props: {
  room: Room;
  limit: 'steps' | 'minutes';
  name: string;
  least: number;
  usual: number;
  most: number;
}): JSX.Element {
  // oxlint-disable-next-line solid/reactivity -- the room never changes
  const { doc } = props.room;
  const meta = metaOf(doc);
  const [limits, setLimits] = createSignal(turnLimitsOf(doc));
  const read = (): void => void setLimits(turnLimitsOf(doc));
  meta.observe(read);
  onCleanup(() => meta.unobserve(read));
  const change = (field: HTMLInputElement): void => {
    setTurnLimit(doc, props.limit, field.valueAsNumber);
    // Also when that is what it was before.
    field.value = `${limits()[props.limit]}`;
  };
  return (
    <label class="settings-row">
      <span>
        {props.name}
        <small class="settings-note">
          {props.least} to {props.most}, usually {props.usual}. Continue goes on from there.
        </small>
      </span>
      <input
        type="number"
        class="field settings-number"
        min={props.least}
        max={props.most}
        value={limits()[props.limit]}
        onChange={(event) => change(event.currentTarget)}
      />
    </label>
  );
}
