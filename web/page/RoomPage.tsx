import { createEffect, createSignal, lazy, Match, onMount, Show, Suspense, Switch } from 'solid-js';
import type { ChatContext } from '../chat/context.ts';
import { createUnread } from '../chat/unread.ts';
import { createCoder } from '../coder/coder.ts';
import { CommandsHere, createCommands } from '../commands/commands.ts';
import { EditorPane } from '../editor/EditorPane.tsx';
import { selectedLines } from '../editor/selected-lines.ts';
import { createOpenFiles } from '../editor/open-files.ts';
import { FileJobs, preloadMove } from '../files/FileJobs.tsx';
import type { FileJob } from '../files/jobs.ts';
import { FilesPanel } from '../files/FilesPanel.tsx';
import { rememberVisit } from '../home/recent.ts';
import { createFollow } from '../presence/follow.ts';
import { createNotices } from '../presence/notices.ts';
import { createRoom } from '../room.ts';
import type { RoomSession } from '../session.ts';
import { StatusBar } from '../status/StatusBar.tsx';
import { AvatarColour } from '../ui/Avatar.tsx';
import { say } from '../ui/toast.tsx';
import { createKeys, focusNextRegion, focusRegion } from './keys.ts';
import { LostBanner } from './LostBanner.tsx';
import { LatePart } from './LatePart.tsx';
import { createNarrow, NarrowTabs, type NarrowTab } from './NarrowTabs.tsx';
import { RefusedBanner } from './RefusedBanner.tsx';
import { createRunTarget } from './run-target.ts';
import { createSizes } from './sizes.ts';
import { SkeletonLines } from './Skeleton.tsx';
import { Splitter } from './Splitter.tsx';
import { StaleBanner } from './StaleBanner.tsx';
import { tellTab } from './tell-tab.ts';
import { TopBar } from './TopBar.tsx';
import './room-page.css';

/** With markdown, colours and long lists, a quarter of the room's script: they come after the first paint. */
const ChatPanel = lazy(async () => ({ default: (await import('../chat/ChatPanel.tsx')).ChatPanel }));
const OutputPanel = lazy(async () => ({ default: (await import('../runs/OutputPanel.tsx')).OutputPanel }));
const SettingsDialog = lazy(async () => ({
  default: (await import('../settings/SettingsDialog.tsx')).SettingsDialog,
}));
const AppearanceDialog = lazy(async () => ({
  default: (await import('../presence/AppearanceDialog.tsx')).AppearanceDialog,
}));
const Palette = lazy(async () => ({ default: (await import('../commands/Palette.tsx')).Palette }));
const QuickOpen = lazy(async () => ({ default: (await import('./QuickOpen.tsx')).QuickOpen }));
const KeysDialog = lazy(async () => ({ default: (await import('./KeysDialog.tsx')).KeysDialog }));
const SearchPanel = lazy(() => import('../search/SearchPanel.tsx'));

/** Lines of text need more room than names of files. */
const searchWidth = 304;
/** After the page has painted and the room has come. */
const preloadDelayMs = 1_000;

/** A room: its files, editor, output and chat around one document. */
export function RoomPage(props: { session: RoomSession; onTokens: (send: (token: string) => void) => void }) {
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
  const { sizes, resize } = createSizes();
  const isNarrow = createNarrow();
  const [tab, setTab] = createSignal<NarrowTab>('editor');
  const [dialog, setDialog] = createSignal<'appearance' | 'files' | 'keys' | 'palette' | 'settings'>();
  const [job, setJob] = createSignal<FileJob>();
  const [searching, setSearching] = createSignal(false);
  const [position, setPosition] = createSignal<{ line: number; column: number }>();
  const [language, setLanguage] = createSignal('');

  createEffect(() => {
    if (!room.arrived()) return;
    rememberVisit({
      room: session.room,
      key: session.key,
      title: room.title(),
      role: room.role(),
      at: Date.now(),
    });
  });

  const openAt = (path: string, line?: number, column?: number): void => {
    if (openFiles.openAt(path, line, column)) setTab('editor');
    else say(`There is no file “${path}” in the room now.`);
  };
  const run = async (): Promise<void> => {
    const chosen = target.target();
    if (!chosen || !room.editable()) return;
    setTab('output');
    try {
      await coder.startRun(chosen.path, chosen.options);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };

  const chatContext: ChatContext = {
    coder,
    user: room.user,
    alone: () => room.people().length <= 1,
    paths: () => room.files().map(({ path }) => path),
    selection: () => selectedLines(room),
    run: async (path) => {
      const chosen = path === undefined ? target.target() : { path, options: {} };
      if (!chosen) throw new Error('There is no TypeScript or JavaScript file to run yet.');
      await coder.startRun(chosen.path, chosen.options);
      setTab('output');
    },
    openAt,
    onOpenRun: () => setTab('output'),
  };
  const unread = createUnread(
    coder,
    () => room.user().id,
    () => !isNarrow() || tab() === 'chat',
  );
  tellTab(room, coder, unread);

  const goTo = (next: NarrowTab, region: string): void => {
    setTab(next);
    focusRegion(region);
  };
  const commands = createCommands(room.editable);
  commands.provide({
    palette: () => setDialog('palette'),
    settings: () => setDialog('settings'),
    appearance: () => setDialog('appearance'),
    run: () => void run(),
    openFile: () => setDialog('files'),
    search: () => {
      setSearching(true);
      setTab('files');
      queueMicrotask(() => document.querySelector<HTMLElement>('[data-search-field]')?.focus());
    },
    goToFiles: () => goTo('files', 'Files'),
    goToEditor: () => goTo('editor', 'Editor'),
    goToChat: () => goTo('chat', 'Chat'),
    goToOutput: () => goTo('output', 'Output'),
    nextRegion: () => focusNextRegion(false),
    previousRegion: () => focusNextRegion(true),
    keys: () => setDialog('keys'),
    leave: follow.end,
  });
  createKeys(commands);
  // What is written right after the key belongs into their fields: they are there before it is pressed.
  const preload = () =>
    Promise.all([Palette.preload(), QuickOpen.preload(), SearchPanel.preload(), preloadMove()]);
  onMount(() => setTimeout(() => void preload(), preloadDelayMs));
  const closeDialog = (): void => {
    setDialog(undefined);
  };

  return (
    <AvatarColour.Provider value={room.colourOf}>
      <CommandsHere.Provider value={commands}>
        <div
          class="room"
          data-tab={tab()}
          style={{
            '--files': `${Math.max(sizes().files, searching() ? searchWidth : 0)}px`,
            '--chat': `${sizes().chat}px`,
            '--output': `${sizes().output}px`,
          }}
        >
          <TopBar
            room={room}
            target={target}
            follow={follow}
            onRun={() => void run()}
            onGone={() => setTab('editor')}
          />
          <main class="room-panes">
            <div class="room-banners">
              <RefusedBanner room={room} />
              <LostBanner room={room} />
              <StaleBanner room={room} />
            </div>
            <section class="room-files" aria-label="Files" data-region tabIndex={-1}>
              <div class="room-side" hidden={searching()}>
                <FilesPanel
                  room={room}
                  files={openFiles}
                  onOpened={() => setTab('editor')}
                  onJob={setJob}
                  onWanted={() => {
                    setSearching(false);
                    setTab('files');
                  }}
                />
              </div>
              <Show when={searching()}>
                <Suspense fallback={<SkeletonLines widths={[160, 120]} />}>
                  <SearchPanel
                    room={room}
                    openAt={openAt}
                    onClose={() => {
                      setSearching(false);
                      focusRegion('Files');
                    }}
                  />
                </Suspense>
              </Show>
            </section>
            <Splitter
              pane="files"
              label="Width of the files"
              side="left"
              size={sizes().files}
              onResize={(px) => resize('files', px)}
            />
            <div class="room-middle">
              <section class="room-editor" aria-label="Editor" data-region tabIndex={-1}>
                <EditorPane
                  room={room}
                  files={openFiles}
                  follow={follow}
                  onPosition={setPosition}
                  onLanguage={setLanguage}
                />
              </section>
              <Splitter
                pane="output"
                label="Height of the output"
                side="below"
                size={sizes().output}
                onResize={(px) => resize('output', px)}
              />
              <section class="room-output" aria-label="Output" data-region tabIndex={-1}>
                <LatePart name="output">
                  <OutputPanel coder={coder} role={room.role()} user={room.user()} openAt={openAt} />
                </LatePart>
              </section>
            </div>
            <Splitter
              pane="chat"
              label="Width of the chat"
              side="right"
              size={sizes().chat}
              onResize={(px) => resize('chat', px)}
            />
            <section class="room-chat" aria-label="Chat" data-region tabIndex={-1}>
              <LatePart name="chat">
                <ChatPanel context={chatContext} role={room.role()} />
              </LatePart>
            </section>
          </main>
          <StatusBar
            room={room}
            version={coder.connection() === 'open' ? coder.agentState()?.version : undefined}
            approvals={coder.pendingApprovals().length}
            onApprovals={() => goTo('chat', 'Chat')}
            onKeys={() => setDialog('keys')}
            position={openFiles.active() ? position() : undefined}
            language={openFiles.active() ? language() : ''}
          />
          <NarrowTabs tab={tab()} unread={unread()} onTab={setTab} />
          <FileJobs room={room} files={openFiles} job={job()} onJob={setJob} />
          <Suspense>
            <Switch>
              <Match when={dialog() === 'palette'}>
                <Palette onClose={closeDialog} />
              </Match>
              <Match when={dialog() === 'files'}>
                <QuickOpen
                  paths={room.files().map(({ path }) => path)}
                  onOpen={openAt}
                  onOpened={() => focusRegion('Editor')}
                  onClose={closeDialog}
                />
              </Match>
              <Match when={dialog() === 'settings'}>
                <SettingsDialog room={room} onClose={closeDialog} />
              </Match>
              <Match when={dialog() === 'appearance'}>
                <AppearanceDialog room={room} onClose={closeDialog} />
              </Match>
              <Match when={dialog() === 'keys'}>
                <KeysDialog editing={room.editable()} onClose={closeDialog} />
              </Match>
            </Switch>
          </Suspense>
        </div>
      </CommandsHere.Provider>
    </AvatarColour.Provider>
  );
}
