import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { allowedHosts, askKindSchema, asksBefore, type AskKind } from '../../shared/approvals.ts';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type FileEntry, listFiles, observeListing } from '../../shared/doc.ts';
import { type AgentPace, agentPaceOf, titleOf, viewersMayWrite } from '../../shared/meta.ts';
import { canEdit, canSet, type Role, type User } from '../../shared/roles.ts';
import type { LocalPresence } from '../../shared/presence.ts';
import { Peer, type PeerState } from '../../shared/protocol/peer.ts';
import { offline } from '../../shared/protocol/peer-state.ts';
import { wireVersion } from '../../shared/protocol/wire-version.ts';
import { forgetDeletedRoom } from './forget-room.ts';
import { throttle } from '../../shared/throttle.ts';
import { coloursOf, isSameColours } from '../colours.ts';
import { createFields } from './fields.ts';
import {
  type Attendee,
  isSameAttendee,
  isSamePresent,
  keepSame,
  onePerPerson,
  type Present,
  presentIn,
  withoutSelection,
} from './present.ts';
import { keepTroubleNotices } from './keep-trouble-notices.ts';
import { openPages } from './open-pages.ts';
import { isDeleted, isRefusedForText } from './refusals.ts';
import type { Leftover } from './restore-queue.ts';
import type { Appearance, RoomSession } from '../session.ts';
import { showToast } from '../ui/toast.tsx';
import { openUnsavedStore } from './unsaved-store.ts';
import { Unsaved } from './unsaved.ts';
import type { KeepTrouble } from './unsaved-writer.ts';

/** The file list updates at most this often, in milliseconds, while others change it. */
const listingMs = 100;

/** The room as the page knows it: plain values as signals, and the Yjs objects themselves for the editor. */
export interface Room {
  id: string;
  doc: Y.Doc;
  awareness: Awareness;
  session: RoomSession;
  state: () => PeerState;
  /** The room's text has arrived at least once. Before that, an empty document says nothing about the room. */
  arrived: () => boolean;
  role: () => Role;
  /** Whether this person may change the text now. */
  editable: () => boolean;
  /** Why the text cannot be edited, as a sentence; undefined when it can. */
  readonlyReason: () => string | undefined;
  /** Whether this person may change the room's title and settings now. */
  settable: () => boolean;
  user: () => User;
  title: () => string;
  /** How the agent's edits appear, for everyone here. */
  agentPace: () => AgentPace;
  /** Whether viewers may write in the chat. */
  viewersWrite: () => boolean;
  /** Whether the agent asks for approval before it does this, for everyone here. */
  asksBefore: (kind: AskKind) => boolean;
  /** Hosts that the agent may fetch from without asking. */
  allowedHosts: () => string[];
  files: () => FileEntry[];
  /** Every open page, and the agent, with their cursors; oneself without. */
  present: () => readonly Present[];
  /** The same without cursors, so that it stays the same while only these move. */
  attendees: () => readonly Attendee[];
  /** One entry per person, oneself first, without the agent. */
  people: () => readonly Attendee[];
  agent: () => Attendee | undefined;
  /** Someone's palette index, the same on every page and unique among those present while there are enough colours. */
  colourOf: (user: User) => number;
  setPresence: (change: LocalPresence) => void;
  /** Changes one's own name and colour, which everyone sees at once. @throws CallError */
  changeUser: (change: Partial<Appearance>) => Promise<void>;
  /** Closes the connection and opens a new one. */
  reconnect: () => void;
  sendToken: (token: string) => void;
  /** Whether this browser stores unsaved edits, so that they survive closing the page. */
  keepsUnsaved: () => boolean;
  /** Whether closing the page now would lose unsaved edits. */
  wouldLose: () => boolean;
  /** The files with edits that the room has not acknowledged, as one text. */
  unsavedText: () => string;
  /** Discards what the room has not acknowledged. */
  dropUnsaved: () => Promise<void>;
  /** Changes of earlier pages that cannot be applied; undefined when there are none. */
  leftover: () => Leftover | undefined;
  dropLeftover: () => Promise<void>;
}

/** The only bridge from Yjs to Solid. Call it under a Solid owner, whose clean-up leaves the room. */
export function createRoom(session: RoomSession): Room {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const { get: state, set: setState } = createFields<PeerState>({
    ...offline,
    connection: 'connecting',
    unsaved: false,
    role: undefined,
    user: undefined,
    refusal: undefined,
    sentAway: undefined,
  });
  const [arrived, setArrived] = createSignal(false);
  const [files, setFiles] = createSignal<FileEntry[]>([]);
  const [title, setTitle] = createSignal(titleOf(doc));
  const [agentPace, setPace] = createSignal(agentPaceOf(doc));
  const [viewersWrite, setViewersWrite] = createSignal(viewersMayWrite(doc));
  const askSettings = () =>
    Object.fromEntries(askKindSchema.options.map((kind) => [kind, asksBefore(doc, kind)]));
  const [asks, setAsks] = createSignal(askSettings());
  const [hosts, setHosts] = createSignal(allowedHosts(doc));
  const [known, setKnown] = createSignal<Present[]>([]);

  const { user: self, role: firstRole } = session.session();
  const [keepTrouble, setKeepTrouble] = createSignal<KeepTrouble>();
  const keepsUnsaved = (): boolean => keepTrouble() === undefined;
  const [leftover, setLeftover] = createSignal<Leftover>();
  const onKeeping = keepTroubleNotices(setKeepTrouble);
  // Created before the peer, so that its listener stores an edit before the peer sends it. Viewers have no edits.
  const unsaved = canEdit(firstRole)
    ? new Unsaved({
        doc,
        store: openUnsavedStore(session.room, self.id),
        pages: openPages(session.room, self.id),
        isRemote: (origin) => origin === peer,
        isSynced: () => peer.state.synced,
        isSaved: () => !peer.state.unsaved,
        onKeeping,
        onRestored: () => showToast('Your unsaved changes were restored.'),
        onLeftover: setLeftover,
      })
    : undefined;
  const forgetSaved = (): void => {
    unsaved?.onSaved().catch((error: unknown) => {
      console.warn('tandem: saved work could not be deleted from this browser', error);
    });
  };
  const setRestoredAside = (): void => {
    unsaved?.setAside().catch((error: unknown) => {
      console.warn('tandem: refused work could not be set aside', error);
    });
  };

  const peer = new Peer({
    doc,
    awareness,
    connect: () => openSocket(session),
    renewToken: () => session.renew(),
    onChange: (next) => {
      if (next.synced && !state().synced) {
        setArrived(true);
        void unsaved?.restore();
      }
      if (state().unsaved && !next.unsaved) forgetSaved();
      if (isRefusedForText(next) && !isRefusedForText(state())) setRestoredAside();
      if (isDeleted(next) && !isDeleted(state())) {
        unsaved?.stopKeeping();
        forgetDeletedRoom(session.room);
      }
      setState(next);
    },
  });

  const readListing = guarded('the list of files', () => {
    setFiles((before) => {
      const now = listFiles(doc);
      return sameFiles(before, now) ? before : now;
    });
    setTitle(titleOf(doc));
    setPace(agentPaceOf(doc));
    setViewersWrite(viewersMayWrite(doc));
    setAsks(askSettings());
    setHosts(allowedHosts(doc));
  });
  const readPresence = guarded('presence', () => setKnown(presentIn(awareness)));

  const listing = throttle(readListing, listingMs);
  // Local changes show at once; others may change hundreds of files one by one.
  const stopListing = observeListing(doc, (isLocal) => (isLocal ? listing.runNow() : listing.request()));
  awareness.on('change', readPresence);
  awareness.setLocalState({ user: session.session().user, file: null, selection: null });
  // On `offline` too: this drops the dead socket at once, or the page would show “Saving” for half a minute.
  const onNetwork = (): void => peer.reconnect();
  window.addEventListener('online', onNetwork);
  window.addEventListener('offline', onNetwork);
  peer.start();

  onCleanup(() => {
    window.removeEventListener('online', onNetwork);
    window.removeEventListener('offline', onNetwork);
    stopListing();
    listing.stop();
    peer.destroy();
    unsaved?.destroy();
    awareness.destroy();
    doc.destroy();
  });

  const user = createMemo(() => state().user ?? session.session().user);
  createEffect(
    on(user, (now) => awareness.setLocalState({ ...awareness.getLocalState(), user: now }), { defer: true }),
  );
  const role = createMemo(() => state().role ?? session.session().role);
  const colours = createMemo(() => coloursOf(known().map((one) => one.user)), undefined, {
    equals: isSameColours,
  });
  const colourOf = (someone: User): number => colours().get(someone.id) ?? someone.color;
  const present = createMemo<readonly Present[]>((before) => {
    const now = known().map((one) => ({
      ...one,
      user: { ...one.user, color: colourOf(one.user) },
      // The room stamps the role on its way to the others.
      role: one.self ? role() : one.role,
    }));
    return keepSame(before, now, isSamePresent);
  }, []);
  const attendees = createMemo<readonly Attendee[]>(
    (before) => keepSame(before, present().map(withoutSelection), isSameAttendee),
    [],
  );
  const readonlyReason = createMemo(() => {
    if (!canEdit(role())) return 'You opened the view link: you can read but not edit.';
    const { refusal, readonlyReason } = state();
    return refusal?.message ?? readonlyReason ?? undefined;
  });
  return {
    id: session.room,
    doc,
    awareness,
    session,
    state,
    arrived,
    role,
    editable: () => readonlyReason() === undefined,
    readonlyReason,
    settable: () => canSet(role()) && readonlyReason() === undefined,
    user,
    title,
    agentPace,
    viewersWrite,
    asksBefore: (kind) => asks()[kind] === true,
    allowedHosts: hosts,
    files,
    present,
    attendees,
    people: createMemo(() => onePerPerson(attendees(), user())),
    agent: createMemo(() => attendees().find((one) => one.user.kind === 'agent')),
    colourOf,
    setPresence: (change) => {
      awareness.setLocalState({ ...awareness.getLocalState(), user: user(), ...change });
    },
    changeUser: async (change) => {
      await session.changeUser(change);
      // An open socket was sent the new token ({@link Room.sendToken}); one that is being opened brings the old one.
      if (peer.state.connection !== 'online') peer.reconnect();
    },
    reconnect: () => peer.reconnect(),
    sendToken: (token) => void peer.sendControl({ type: 'token', token }),
    keepsUnsaved,
    wouldLose: () => state().unsaved && !keepsUnsaved(),
    unsavedText: () => unsaved?.text() ?? '',
    dropUnsaved: async () => unsaved?.clear(),
    leftover,
    dropLeftover: async () => {
      await unsaved?.dropLeftover();
    },
  };
}

async function openSocket(session: RoomSession): Promise<WebSocket> {
  const url = new URL(`/parties/main/${session.room}`, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  url.searchParams.set('tandem', `${wireVersion}`);
  url.searchParams.set('token', await session.freshToken());
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  return socket;
}

/** Another peer's data must never break the page: an observer that throws would stop all others of its event. */
function guarded(what: string, act: () => void): () => void {
  return () => {
    try {
      act();
    } catch (error) {
      console.error(`tandem: ${what} could not be read`, error);
    }
  };
}

const sameFiles = (a: readonly FileEntry[], b: readonly FileEntry[]): boolean =>
  a.length === b.length && a.every((entry, i) => entry.id === b[i]?.id && entry.path === b[i]?.path);
