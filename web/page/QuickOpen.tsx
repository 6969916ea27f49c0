import { createSignal, Match, Switch } from 'solid-js';
import type { FileSymbol } from '../editor/file-symbol.ts';
import { FileIcon } from '../ui/FileIcon.tsx';
import { Highlighted } from '../ui/Highlighted.tsx';
import { Picker } from '../ui/Picker.tsx';
import { ofKind } from '../ui/kinds.ts';
import { parseQuickOpen, type QuickPlace, quickPlaces } from './quick-places.ts';

/** Loads the editor, if it has not been loaded yet. */
const loadSymbols = async (path: string) => (await import('../editor/symbols.ts')).symbolsOf(path);

/** Finds a file by some letters of its path, a line by `:12`, or a name that the file in front defines by `@name`. */
export function QuickOpen(props: {
  paths: readonly string[];
  /** Paths of files that were in front before, the newest first. */
  recent: readonly string[];
  /** The path of the file in front. */
  current: string | undefined;
  /** What the field contains at first. */
  initial: string;
  onOpen: (path: string, line?: number, column?: number) => void;
  /** Called after the dialog has opened a file and closed. */
  onOpened: () => void;
  onClose: () => void;
}) {
  // No resource: its boundary would hide the whole dialog while it loads.
  const [symbols, setSymbols] = createSignal<readonly FileSymbol[]>();
  let asked = false;
  const load = (): void => {
    const path = props.current;
    if (asked || path === undefined) return;
    asked = true;
    loadSymbols(path).then(setSymbols, (error: unknown) => {
      console.error('tandem: the symbols could not be found', error);
      setSymbols([]);
    });
  };
  const find = (query: string): QuickPlace[] => {
    const wanted = parseQuickOpen(query);
    if (wanted.kind === 'symbol') load();
    const { paths, recent, current } = props;
    return quickPlaces(wanted, { paths, recent, current, symbols: symbols() ?? [] });
  };
  const none = (query: string): string => {
    const wanted = parseQuickOpen(query);
    if (wanted.kind === 'line')
      return props.current === undefined ? 'No file is open.' : 'Type a line number.';
    if (wanted.kind === 'symbol') {
      if (props.current === undefined) return 'No file is open.';
      if (symbols() === undefined) return 'Looking for symbols…';
      return wanted.name === '' ? 'This file has no symbols.' : 'No matching symbols';
    }
    return props.paths.length === 0 ? 'The room has no files yet.' : 'No matching files';
  };
  return (
    <Picker
      title="Open a file"
      label="Name of the file"
      listLabel="Files"
      initial={props.initial}
      find={find}
      none={none}
      groupOf={({ group }) => group}
      hint={
        <>
          <span>
            <kbd>:</kbd> Line
          </span>
          <span>
            <kbd>@</kbd> Symbol
          </span>
        </>
      }
      onSelect={({ path, line, column }) => props.onOpen(path, line, column)}
      onSelected={() => props.onOpened()}
      onClose={() => props.onClose()}
    >
      {(place) => (
        <Switch>
          <Match when={ofKind(place, 'file')} keyed>
            {({ path, line, marks }) => (
              <>
                <FileIcon path={path} />
                <Highlighted text={path} marks={marks} />
                {line !== undefined && <span class="picker-side">Line {line}</span>}
              </>
            )}
          </Match>
          <Match when={ofKind(place, 'line')} keyed>
            {({ path, line }) => (
              <>
                <span>Go to line {line}</span>
                <span class="picker-side">{path}</span>
              </>
            )}
          </Match>
          <Match when={ofKind(place, 'symbol')} keyed>
            {({ name, marks, what, line }) => (
              <>
                <Highlighted text={name} marks={marks} />
                <span class="picker-side">
                  {what} · line {line}
                </span>
              </>
            )}
          </Match>
        </Switch>
      )}
    </Picker>
  );
}
