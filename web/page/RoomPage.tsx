import { createSignal, lazy, onMount, Show, Suspense } from 'solid-js';
import { errorMessage } from '../../shared/errors.ts';
import { createUnread } from '../chat/unread.ts';
import { createCoder } from '../coder/coder.ts';
import { createCommands } from '../commands/commands.ts';
import { EditorPane } from '../editor/EditorPane.tsx';
import { createOpenFiles } from '../files/open-files.ts';
import type { FileJob } from '../files/jobs.ts';
import { loadCopyActions } from '../files/load-copy-actions.ts';
import { createFollow } from '../presence/follow.ts';
import { createNotices } from '../presence/notices.ts';
import { createRoom } from '../room/room.ts';
import type { RoomSession } from '../session.ts';
import { StatusBar } from '../status/StatusBar.tsx';
import { focusToast, showToast } from '../ui/toast.tsx';
import { saveStateOf } from '../status/save-state.ts';
import { createPlaceNavigation } from './place-navigation.ts';
import { createChatContext } from './chat-context.ts';
import { createPageKeys } from './page-keys.ts';
import { focusNextRegion, focusRegion } from '../ui/regions.ts';
import { preloadDialogs } from '../ui/LazyDialog.tsx';
import { LazyPane } from '../ui/LazyPane.tsx';
import { NarrowTabs } from './NarrowTabs.tsx';
import { preload } from '../ui/preload.ts';
import { RoomContexts } from './RoomContexts.tsx';
import { type RoomDialog, RoomDialogs } from './RoomDialogs.tsx';
import { createRunTarget } from '../runs/run-target.ts';
import { createPaneView } from './pane-view.ts';
import { Splitter } from './Splitter.tsx';
import { createReloadAfterPurge } from './reload-after-purge.ts';
import { indicateInTab } from './tab-indicator.ts';
import { TopBar } from './TopBar.tsx';
import { createVisit } from './visit.ts';
import './room-page.css';

/** Nothing is wrong when a page opens. */
const RoomBanners = lazy(async () => ({ default: (await import('./RoomBanners.tsx')).RoomBanners }));
/** The dialogs for work on files and their commands: nobody needs them before the list of files is there. */
const FileJobs = lazy(async () => ({ default: (await import('../files/FileJobs.tsx')).FileJobs }));
/** The list of files arrives after the page, and so may what draws it. */
const FilesPanel = lazy(async () => ({ default: (await import('../files/FilesPanel.tsx')).FilesPanel }));
/** With Markdown, highlighting and virtual lists a quarter of the room's script, so loaded after the first paint. */
const ChatPanel = lazy(async () => ({ default: (await import('../chat/ChatPanel.tsx')).ChatPanel }));
const OutputPanel = lazy(async () => ({ default: (await import('../runs/OutputPanel.tsx')).OutputPanel }));
const SearchPanel = lazy(() => import('../search/SearchPanel.tsx'));

const copyActions = { preload: loadCopyActions };
/** By then the page has usually painted and the room has arrived. */
const preloadDelayMs = 1_000;

/** The commands that open the dialog of the same name. */
const dialogCommands = ['palette', 'settings', 'appearance', 'runConfigs', 'keys', 'turns'] as const;

/** A room's page: files, editor, output and chat. */
export function RoomPage(props: {
  session: RoomSession;
  onTokens: (send: (token: string) => void) => void;
  /** Called when this replica is obsolete and a new page must replace this one. */
  onReload: () => void;
}) {
  const { session } = props;
  const room = createRoom(session);
  const coder = createCoder({ session: { room: session.room, token: session.freshToken } });
  props.onTokens((token) => {
    room.sendToken(token);
    coder.sendToken(token);
  });
  const openFiles = createOpenFiles(session.room, room.files, room.arrived);
  const target = createRunTarget(room, openFiles.active);
  const follow = createFollow(room, openFiles);
  createNotices(room);
  const panes = createPaneView();
  const { tab, setTab, searching, setSearching, reveal, goTo } = panes;
  const [dialog, setDialog] = createSignal<RoomDialog>();
  const [job, setJob] = createSignal<FileJob>();
  const [position, setPosition] = createSignal<{ line: number; column: number }>();
  const [language, setLanguage] = createSignal('');

  createVisit(room);

  createReloadAfterPurge(room, () => dialog() === 'purge', props.onReload);

  const openAt = (path: string, line?: number, column?: number): void => {
    const before = tab();
    // First, because the editor can scroll and take the focus only while it is visible.
    setTab('editor');
    if (openFiles.openAt(path, line, column)) return;
    setTab(before);
    showToast(`There is no file “${path}” in the room now.`);
  };
  const run = async (): Promise<void> => {
    const chosen = target.target();
    if (!chosen || !room.editable()) return;
    reveal('output');
    try {
      await coder.startRun(chosen.path, chosen.options);
    } catch (error) {
      showToast(errorMessage(error));
    }
  };

  const chatContext = createChatContext({ room, coder, target, openAt, onReveal: reveal });
  const unread = createUnread(
    coder,
    () => room.user().id,
    () => panes.isVisible('chat'),
    () => reveal('chat'),
  );
  indicateInTab(room, coder, unread);

  const edit = (): void => goTo('editor');
  const places = createPlaceNavigation(openFiles, room, openAt);
  const commands = createCommands(room.editable);
  commands.provide({
    run: () => void run(),
    chooseRun: () => setDialog('runChoice'),
    openFile: () => setDialog('files'),
    goToLine: () => setDialog('line'),
    goToSymbol: () => setDialog('symbol'),
    save: () => showToast(saveStateOf(room).answer),
    goBack: () => places.go(-1),
    goForward: () => places.go(1),
    toggleFiles: () => panes.toggle('files'),
    toggleOutput: () => panes.toggle('output'),
    toggleChat: () => panes.toggle('chat'),
    search: () => {
      setSearching(true);
      setTab('files');
      queueMicrotask(() => document.querySelector<HTMLElement>('[data-search-field]')?.focus());
    },
    goToFiles: () => goTo('files'),
    goToEditor: edit,
    goToChat: () => goTo('chat'),
    goToOutput: () => goTo('output'),
    nextRegion: () => focusNextRegion(false),
    previousRegion: () => focusNextRegion(true),
    leave: follow.end,
    goToMessage: focusToast,
  });
  for (const id of dialogCommands) commands.provide({ [id]: () => setDialog(id) });
  createPageKeys(commands);
  // Loaded ahead, so that text typed right after a shortcut reaches the field that it opens.
  onMount(() =>
    setTimeout(() => void preload(SearchPanel, copyActions, FileJobs).then(preloadDialogs), preloadDelayMs),
  );
  const closeDialog = (): void => {
    setDialog(undefined);
  };

  return (
    <RoomContexts room={room} commands={commands}>
      <div
        class="room"
        classList={{
          'room-files-off': !panes.isVisible('files'),
          'room-output-off': !panes.isVisible('output'),
          'room-chat-off': !panes.isVisible('chat'),
        }}
        data-tab={tab()}
        style={{
          '--files': `${panes.filesPx()}px`,
          '--chat': `${panes.sizes().chat}px`,
          '--output': `${panes.sizes().output}px`,
        }}
      >
        <TopBar
          room={room}
          target={target}
          follow={follow}
          isShown={panes.isVisible}
          unread={unread}
          onRun={() => void run()}
          onGoTo={() => setTab('editor')}
        />
        <main class="room-panes">
          <div class="room-banners">
            <LazyPane name="banners" waiting={<></>}>
              <RoomBanners room={room} />
            </LazyPane>
          </div>
          <section class="room-files" aria-label="Files" data-region tabIndex={-1}>
            <div class="room-side" hidden={searching()}>
              <LazyPane name="files">
                <FilesPanel
                  room={room}
                  files={openFiles}
                  onOpened={() => setTab('editor')}
                  onEdit={edit}
                  onJob={setJob}
                  onReveal={() => {
                    setSearching(false);
                    reveal('files');
                  }}
                />
              </LazyPane>
            </div>
            <Show when={searching()}>
              <LazyPane name="search">
                <SearchPanel
                  room={room}
                  openAt={openAt}
                  onClose={() => {
                    setSearching(false);
                    focusRegion('Files');
                  }}
                />
              </LazyPane>
            </Show>
          </section>
          <Splitter
            pane="files"
            label="Width of the files"
            side="left"
            size={panes.filesPx()}
            onResize={(px) => panes.resize('files', px)}
          />
          <div class="room-middle">
            <section class="room-editor" aria-label="Editor" data-region tabIndex={-1}>
              <EditorPane
                room={room}
                files={openFiles}
                follow={follow}
                coder={coder}
                onReveal={() => setTab('editor')}
                onPosition={(at) => {
                  setPosition(at);
                  if (!follow.followed()) places.note(at);
                }}
                onLanguage={setLanguage}
              />
            </section>
            <Splitter
              pane="output"
              label="Height of the output"
              side="below"
              size={panes.sizes().output}
              onResize={(px) => panes.resize('output', px)}
            />
            <section class="room-output" aria-label="Output" data-region tabIndex={-1}>
              <LazyPane name="output">
                <OutputPanel
                  room={room.id}
                  coder={coder}
                  role={room.role()}
                  user={room.user()}
                  openAt={openAt}
                  onReveal={() => reveal('output')}
                />
              </LazyPane>
            </section>
          </div>
          <Splitter
            pane="chat"
            label="Width of the chat"
            side="right"
            size={panes.sizes().chat}
            onResize={(px) => panes.resize('chat', px)}
          />
          <section class="room-chat" aria-label="Chat" data-region tabIndex={-1}>
            <LazyPane name="chat">
              <ChatPanel context={chatContext} role={room.role()} />
            </LazyPane>
          </section>
        </main>
        <StatusBar
          room={room}
          version={coder.connection() === 'open' ? coder.agentState()?.version : undefined}
          approvals={coder.pendingApprovals().length}
          onApprovals={() => goTo('chat')}
          onKeys={() => setDialog('keys')}
          path={openFiles.active()?.path}
          position={openFiles.active() ? position() : undefined}
          language={openFiles.active() ? language() : ''}
        />
        <NarrowTabs tab={tab()} unread={unread} onTab={setTab} />
        <Suspense>
          <FileJobs room={room} files={openFiles} job={job()} onJob={setJob} onOpened={edit} />
        </Suspense>
        <RoomDialogs
          room={room}
          files={openFiles}
          follow={follow}
          target={target}
          chat={chatContext}
          dialog={dialog()}
          onDialog={setDialog}
          onOpen={openAt}
          onGoTo={() => setTab('editor')}
          onOpened={edit}
          onClose={closeDialog}
        />
      </div>
    </RoomContexts>
  );
}
