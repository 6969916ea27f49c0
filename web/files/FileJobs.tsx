import { lazy, Match, Suspense, Switch } from 'solid-js';
import { readAll } from '../../shared/doc.ts';
import { useCommands } from '../commands/commands.ts';
import type { OpenFiles } from '../editor/open-files.ts';
import type { Room } from '../room.ts';
import { say } from '../ui/toast.tsx';
import type { FileJob } from './jobs.ts';

const MoveDialog = lazy(() => import('./MoveDialog.tsx'));
const TrashDialog = lazy(() => import('./TrashDialog.tsx'));
const ImportDialog = lazy(() => import('../import/ImportDialog.tsx'));

/** The one that is asked for by a key and written in at once. */
export const preloadMove = () => MoveDialog.preload();

/** The dialogs of work on files, and its commands. They are loaded when they are asked for. */
export function FileJobs(props: {
  room: Room;
  files: OpenFiles;
  job: FileJob | undefined;
  onJob: (job: FileJob | undefined) => void;
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
  const exportZip = async (): Promise<void> => {
    try {
      const { download, zipOf } = await import('../import/export.ts');
      const name = props.room
        .title()
        .replaceAll(/[^\p{L}\p{N} ._-]/gu, '')
        .trim();
      download(`${name === '' ? 'room' : name}.zip`, zipOf(readAll(props.room.doc)));
    } catch (error) {
      console.error('tandem: the archive could not be made', error);
      say('The archive could not be made. Reload the page and try again.');
    }
  };
  useCommands().provide({
    importFiles: () => pick(false),
    importFolder: () => pick(true),
    exportZip: () => void exportZip(),
    trash: () => props.onJob({ kind: 'trash' }),
    moveFile: () => {
      const entry = props.files.active();
      if (!entry) return;
      const name = entry.path.split('/').at(-1) ?? entry.path;
      props.onJob({ kind: 'move', row: { kind: 'file', key: entry.id, path: entry.path, name, depth: 0 } });
    },
  });
  const jobOf = <K extends FileJob['kind']>(kind: K): Extract<FileJob, { kind: K }> | undefined => {
    const { job } = props;
    return isKind(job, kind) ? job : undefined;
  };
  const close = (): void => props.onJob(undefined);
  return (
    <Suspense>
      <Switch>
        <Match when={jobOf('move')} keyed>
          {({ row }) => <MoveDialog room={props.room} row={row} onClose={close} />}
        </Match>
        <Match when={jobOf('trash')}>
          <TrashDialog room={props.room} files={props.files} onClose={close} />
        </Match>
        <Match when={jobOf('import')} keyed>
          {(job) => <ImportDialog room={props.room} job={job} onClose={close} />}
        </Match>
      </Switch>
    </Suspense>
  );
}

const isKind = <K extends FileJob['kind']>(
  job: FileJob | undefined,
  kind: K,
): job is Extract<FileJob, { kind: K }> => job?.kind === kind;
