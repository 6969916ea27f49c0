import { FileIcon } from '../ui/FileIcon.tsx';
import { Picker } from '../ui/Picker.tsx';
import { matchPaths } from '../ui/match-paths.ts';

/** Finds a file by some letters of its path. */
export function QuickOpen(props: {
  paths: readonly string[];
  onOpen: (path: string) => void;
  /** Called after the dialog has opened a file and closed. */
  onOpened: () => void;
  onClose: () => void;
}) {
  return (
    <Picker
      title="Open a file"
      label="Name of the file"
      listLabel="Files"
      find={(query) => matchPaths(props.paths, query)}
      none={() => (props.paths.length === 0 ? 'The room has no files yet.' : 'No file matches.')}
      onSelect={(path) => props.onOpen(path)}
      onSelected={() => props.onOpened()}
      onClose={() => props.onClose()}
    >
      {(path) => (
        <>
          <FileIcon path={path} />
          <span>{path}</span>
        </>
      )}
    </Picker>
  );
}
