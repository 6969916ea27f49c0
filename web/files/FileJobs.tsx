import { Match, Switch } from 'solid-js';
import { useCommands } from '../commands/commands.ts';
import type { OpenFiles } from './open-files.ts';
import { lazyDialog } from '../ui/LazyDialog.tsx';
import type { Room } from '../room/room.ts';
import { ofKind } from '../ui/kinds.ts';
import type { FileJob } from './jobs.ts';

const MoveDialog = lazyDialog(async () => (await import('./MoveDialog.tsx')).MoveDialog);
const TrashDialog = lazyDialog(async () => (await import('./TrashDialog.tsx')).TrashDialog);
const ImportDialog = lazyDialog(async () => (await import('../import/ImportDialog.tsx')).ImportDialog);
const ExportDialog = lazyDialog(async () => (await import('../import/ExportDialog.tsx')).ExportDialog);

/** The dialogs for work on files, loaded on demand, and their commands. */
export function FileJobs(props: {
  room: Room;
  files: OpenFiles;
  job: FileJob | undefined;
  onJob: (job: FileJob | undefined) => void;
  /** Called after a dialog that opened a file has closed. */
  onOpened: () => void;
}) {
  const pick = (folder: boolean): void => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = folder;
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      if (files.length > 0) props.onJob({ kind: 'import', files, entries: [], folder: '' });
    });
    input.click();
  };
  useCommands().provide({
    importFiles: () => pick(false),
    importFolder: () => pick(true),
    exportZip: () => props.onJob({ kind: 'export' }),
    trash: () => props.onJob({ kind: 'trash' }),
    moveFile: () => {
      const entry = props.files.active();
      if (!entry) return;
      const name = entry.path.split('/').at(-1) ?? entry.path;
      props.onJob({
        kind: 'move',
        rows: [{ kind: 'file', key: entry.id, path: entry.path, name, depth: 0 }],
      });
    },
  });
  const close = (): void => props.onJob(undefined);
  return (
    <Switch>
      <Match when={ofKind(props.job, 'move')} keyed>
        {({ rows }) => <MoveDialog room={props.room} rows={rows} onClose={close} />}
      </Match>
      <Match when={ofKind(props.job, 'trash')}>
        <TrashDialog
          room={props.room}
          files={props.files}
          onClose={close}
          onOpened={() => props.onOpened()}
        />
      </Match>
      <Match when={ofKind(props.job, 'import')} keyed>
        {(job) => <ImportDialog room={props.room} job={job} onClose={close} />}
      </Match>
      <Match when={ofKind(props.job, 'export')}>
        <ExportDialog room={props.room} onClose={close} />
      </Match>
    </Switch>
  );
}
