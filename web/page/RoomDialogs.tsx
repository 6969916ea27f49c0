import { Match, Switch } from 'solid-js';
import type { Room } from '../room/room.ts';
import type { ChatContext } from '../chat/context.ts';
import { lazyDialog } from '../ui/LazyDialog.tsx';
import type { OpenFiles } from '../files/open-files.ts';
import type { Follow } from '../presence/follow.ts';
import type { RunTarget } from '../runs/run-target.ts';
// Imported here: Vite requests a lazy component's CSS only once, so a retry of its script would lack it.
import '../chat/turns-dialog.css';
import '../files/dialogs.css';
import '../owner/owner.css';
import '../presence/appearance-dialog.css';
import '../search/search.css';
import '../settings/settings.css';
import '../ui/picker.css';
import './keys-dialog.css';
import './run-configs.css';

const RoomPalette = lazyDialog(async () => (await import('./RoomPalette.tsx')).RoomPalette);
const QuickOpen = lazyDialog(async () => (await import('./QuickOpen.tsx')).QuickOpen);
const SettingsDialog = lazyDialog(
  async () => (await import('../settings/SettingsDialog.tsx')).SettingsDialog,
);
const AppearanceDialog = lazyDialog(
  async () => (await import('../presence/AppearanceDialog.tsx')).AppearanceDialog,
);
const DeleteRoomDialog = lazyDialog(
  async () => (await import('../owner/DeleteRoomDialog.tsx')).DeleteRoomDialog,
);
const NewLinksDialog = lazyDialog(async () => (await import('../owner/NewLinksDialog.tsx')).NewLinksDialog);
const PurgeDialog = lazyDialog(async () => (await import('../owner/PurgeDialog.tsx')).PurgeDialog);
const KeysDialog = lazyDialog(async () => (await import('./KeysDialog.tsx')).KeysDialog);
const TurnsDialog = lazyDialog(async () => (await import('../chat/TurnsDialog.tsx')).TurnsDialog);
const RunChoice = lazyDialog(async () => (await import('./RunChoice.tsx')).RunChoice);
const RunConfigs = lazyDialog(async () => (await import('./RunConfigs.tsx')).RunConfigs);

/** The dialogs that a command opens, one at a time. */
export type RoomDialog =
  | 'appearance'
  | 'deleteRoom'
  | 'files'
  | 'line'
  | 'symbol'
  | 'keys'
  | 'newLinks'
  | 'palette'
  | 'purge'
  | 'runChoice'
  | 'runConfigs'
  | 'settings'
  | 'turns';

/** The dialogs that are quick open, which starts with this in its field. */
const quickOpen: Partial<Record<RoomDialog, { initial: string }>> = {
  files: { initial: '' },
  line: { initial: ':' },
  symbol: { initial: '@' },
};
const quickOpenOf = (dialog: RoomDialog | undefined) => dialog && quickOpen[dialog];

export function RoomDialogs(props: {
  room: Room;
  files: OpenFiles;
  follow: Follow;
  target: RunTarget;
  chat: ChatContext;
  dialog: RoomDialog | undefined;
  /** Called when one dialog leads to another. */
  onDialog: (dialog: RoomDialog) => void;
  onOpen: (path: string, line?: number, column?: number) => void;
  /** Called when the page should show the editor. */
  onGoTo: () => void;
  /** Called after a dialog has opened a file and closed. */
  onOpened: () => void;
  onClose: () => void;
}) {
  const close = (): void => props.onClose();
  return (
    <Switch>
      <Match when={props.dialog === 'palette'}>
        <RoomPalette room={props.room} follow={props.follow} onGoTo={() => props.onGoTo()} onClose={close} />
      </Match>
      <Match when={quickOpenOf(props.dialog)} keyed>
        {({ initial }) => (
          <QuickOpen
            paths={props.room.files().map(({ path }) => path)}
            recent={props.files.recent().map(({ path }) => path)}
            current={props.files.active()?.path}
            initial={initial}
            onOpen={(path, line, column) => props.onOpen(path, line, column)}
            onOpened={() => props.onOpened()}
            onClose={close}
          />
        )}
      </Match>
      <Match when={props.dialog === 'settings'}>
        <SettingsDialog room={props.room} onOwner={props.onDialog} onClose={close} />
      </Match>
      <Match when={props.dialog === 'deleteRoom'}>
        <DeleteRoomDialog room={props.room} call={props.chat.coder.call} onClose={close} />
      </Match>
      <Match when={props.dialog === 'newLinks'}>
        <NewLinksDialog room={props.room} call={props.chat.coder.call} onClose={close} />
      </Match>
      <Match when={props.dialog === 'purge'}>
        <PurgeDialog call={props.chat.coder.call} onClose={close} />
      </Match>
      <Match when={props.dialog === 'appearance'}>
        <AppearanceDialog room={props.room} onClose={close} />
      </Match>
      <Match when={props.dialog === 'keys'}>
        <KeysDialog editing={props.room.editable()} onClose={close} />
      </Match>
      <Match when={props.dialog === 'turns'}>
        <TurnsDialog context={props.chat} editing={props.room.editable()} onClose={close} />
      </Match>
      <Match when={props.dialog === 'runChoice'}>
        <RunChoice target={props.target} onClose={close} />
      </Match>
      <Match when={props.dialog === 'runConfigs'}>
        <RunConfigs room={props.room} target={props.target} onClose={close} />
      </Match>
    </Switch>
  );
}
