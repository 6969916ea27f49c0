import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import { allowedHosts, askKindSchema, asksBefore, type AskKind } from '../shared/approvals.ts';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type FileEntry, listFiles, observeListing } from '../shared/doc.ts';
import { type AgentPace, agentPaceOf, titleOf } from '../shared/meta.ts';
import { canEdit, canSet, isSameAuthor, type Role, type User } from '../shared/roles.ts';
import { type LocalPresence, type Presence, presenceSchema } from '../shared/presence.ts';
import { Peer, type PeerState } from '../shared/protocol/peer.ts';
import { offline } from '../shared/protocol/peer-state.ts';
import { wireVersion } from '../shared/protocol/wire-version.ts';
import { forgetDeletedRoom } from './forget-room.ts';
import { gathered } from './gathered.ts';
import { coloursOf } from './colours.ts';
import { isDeleted } from './refusals.ts';
import type { Appearance, RoomSession } from './session.ts';
import { say } from './ui/toast.tsx';
import { openUnsavedStore } from './unsaved-store.ts';
import { Unsaved } from './unsaved.ts';

/** How long the list of files is left as it is, in milliseconds, while others change it again and again. */
const listingMs = 100;

/** Someone at one of their pages, or the agent. */
export interface Present extends Presence {
  clientId: number;
  self: boolean;
}

/** What the page knows of the room: plain values as signals, and the Yjs objects themselves for the editor. */
export interface Room {
  id: string;
  doc: Y.Doc;
  awareness: Awareness;
  session: RoomSession;
  state: () => PeerState;
  /** The text has arrived once: what is shown is the room, not an empty page. */
  arrived: () => boolean;
  role: () => Role;
  /** This person may change the text now. */
  editable: () => boolean;
  /** Why not, as a sentence. */
  readonlyReason: () => string | undefined;
  /** This person may change the room's title and settings now. */
  settable: () => boolean;
  user: () => User;
  title: () => string;
  /** How the agent's edits appear, for everyone here. */
  agentPace: () => AgentPace;
  /** Whether the agent asks before it does this, for everyone here. */
  asksBefore: (kind: AskKind) => boolean;
  /** Hosts that the agent may read from without asking. */
  allowedHosts: () => string[];
  files: () => FileEntry[];
  present: () => Present[];
  /** One entry a person, oneself first; no agent. */
  people: () => Present[];
  agent: () => Present | undefined;
  /** The palette index that someone has on every page: unlike all others who are present, as long as there are enough. */
  colourOf: (user: User) => number;
  setPresence: (change: LocalPresence) => void;
  /** Gives oneself another name and colour, which everyone sees at once. @throws CallError */
  changeUser: (change: Partial<Appearance>) => Promise<void>;
  /** Drops the line and opens it anew. */
  reconnect: () => void;
  sendToken: (token: string) => void;
  /** This browser keeps what is not saved, also when the page is closed. */
  keepsUnsaved: () => boolean;
  /** What is not saved is on this page alone. */
  wouldLose: () => boolean;
  /** The files with edits that the room has not acked, as one text. */
  unsavedText: () => string;
  /** Gives up what the room has not acked. */
  dropUnsaved: () => Promise<void>;
  /** The text of earlier changes that build on what the room does not have; empty when there are none. */
  leftover: () => string;
  dropLeftover: () => Promise<void>;
}

/** The only bridge from Yjs to Solid. Call it under an owner: it leaves the room when that is cleaned up. */
export function createRoom(session: RoomSession): Room {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const [state, setState] = createSignal<PeerState>({ ...offline, connection: 'connecting', unsaved: false });
  const [arrived, setArrived] = createSignal(false);
  const [files, setFiles] = createSignal<FileEntry[]>([]);
  const [title, setTitle] = createSignal(titleOf(doc));
  const [agentPace, setPace] = createSignal(agentPaceOf(doc));
  const askSettings = () =>
    Object.fromEntries(askKindSchema.options.map((kind) => [kind, asksBefore(doc, kind)]));
  const [asks, setAsks] = createSignal(askSettings());
  const [hosts, setHosts] = createSignal(allowedHosts(doc));
  const [known, setKnown] = createSignal<Present[]>([]);

  const { user: self, role: firstRole } = session.session();
  const [keepsUnsaved, setKeepsUnsaved] = createSignal(true);
  const [leftover, setLeftover] = createSignal('');
  const onKeeping = (keeps: boolean): void => {
    if (keepsUnsaved() && !keeps)
      say('This browser does not keep unsaved work: while offline, leave this page open.');
    setKeepsUnsaved(keeps);
  };
  // Ahead of the peer's own listener: an edit is on its way to the disk before it is sent. Viewers have no edits.
  const unsaved = canEdit(firstRole)
    ? new Unsaved({
        doc,
        store: openUnsavedStore(session.room, self.id),
        isRemote: (origin) => origin === peer,
        onKeeping,
      })
    : undefined;
  const forgetSaved = (): void => {
    unsaved?.clear().catch((error: unknown) => {
      console.warn('tandem: saved work could not be taken out of this browser', error);
    });
  };
  const restore = async (): Promise<void> => {
    try {
      if (await unsaved?.restore()) say('Your unsaved changes were restored.');
      setLeftover(unsaved?.leftover() ?? '');
    } catch (error) {
      console.warn('tandem: unsaved work could not be brought back', error);
      say('Unsaved changes that this browser holds could not be read. They stay in this browser.');
    }
    if (!peer.state.unsaved) forgetSaved();
  };

  const peer = new Peer({
    doc,
    awareness,
    connect: () => openSocket(session),
    renewToken: () => session.renew(),
    onChange: (next) => {
      if (next.synced && !arrived()) {
        setArrived(true);
        void restore();
      }
      if (state().unsaved && !next.unsaved) forgetSaved();
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
    setAsks(askSettings());
    setHosts(allowedHosts(doc));
  });
  const readPresence = guarded('presence', () => setKnown(presentIn(awareness)));

  const listing = gathered(readListing, listingMs);
  // What is done here is seen at once; what others do may be hundreds of files one by one.
  const stopListing = observeListing(doc, (isLocal) => (isLocal ? listing.now() : listing.soon()));
  awareness.on('change', readPresence);
  awareness.setLocalState({ user: session.session().user, file: null, selection: null });
  // Both ways: the dead socket is let go at once, so that the page does not say Saving for half a minute.
  const onNetwork = (): void => peer.reconnect();
  window.addEventListener('online', onNetwork);
  window.addEventListener('offline', onNetwork);
  // What was typed last would be sent in a moment that the page does not have any more.
  const onLeaving = (): void => peer.flush();
  window.addEventListener('pagehide', onLeaving);
  peer.start();

  onCleanup(() => {
    window.removeEventListener('online', onNetwork);
    window.removeEventListener('offline', onNetwork);
    window.removeEventListener('pagehide', onLeaving);
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
  const colours = createMemo(() => coloursOf(known().map((one) => one.user)));
  const colourOf = (someone: User): number => colours().get(someone.id) ?? someone.color;
  const present = createMemo<Present[]>(
    (before) =>
      known().map((one) => {
        const user = { ...one.user, color: colourOf(one.user) };
        // As long as only the cursor moves it is the same object: what shows people keeps their parts.
        const same = before.find((other) => other.clientId === one.clientId)?.user;
        return { ...one, user: same && isSameAuthor(same, user) ? same : user };
      }),
    [],
  );
  const role = createMemo(() => state().role ?? session.session().role);
  const readonlyReason = createMemo(() => {
    if (!canEdit(role())) return 'You opened the view link: you can read along, not edit.';
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
    asksBefore: (kind) => asks()[kind] === true,
    allowedHosts: hosts,
    files,
    present,
    people: createMemo(() => onePerPerson(present(), user())),
    agent: createMemo(() => present().find((one) => one.user.kind === 'agent')),
    colourOf,
    setPresence: (change) => {
      awareness.setLocalState({ ...awareness.getLocalState(), user: user(), ...change });
    },
    changeUser: async (change) => {
      await session.changeUser(change);
      // The room knows us by the token that the socket was opened with.
      peer.reconnect();
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
      setLeftover('');
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

/** What another peer sent must never stop the page: an observer that throws would end all others of its event. */
function guarded(what: string, act: () => void): () => void {
  return () => {
    try {
      act();
    } catch (error) {
      console.error(`tandem: ${what} could not be read`, error);
    }
  };
}

/** A state is another object whenever it changes: what stays the same is read once. */
const readStates = new WeakMap<object, Presence | undefined>();

function readState(state: object): Presence | undefined {
  if (!readStates.has(state)) readStates.set(state, presenceSchema.safeParse(state).data);
  return readStates.get(state);
}

function presentIn(awareness: Awareness): Present[] {
  const present: Present[] = [];
  for (const [clientId, state] of awareness.getStates()) {
    const read = readState(state);
    if (read) present.push({ ...read, clientId, self: clientId === awareness.clientID });
  }
  return present;
}

function onePerPerson(present: readonly Present[], self: User): Present[] {
  const people = new Map<string, Present>();
  for (const one of present) {
    if (one.user.kind === 'agent') continue;
    if (one.self || !people.has(one.user.id)) people.set(one.user.id, one);
  }
  return [...people.values()].sort(
    (a, b) => Number(b.user.id === self.id) - Number(a.user.id === self.id) || a.clientId - b.clientId,
  );
}

const sameFiles = (a: readonly FileEntry[], b: readonly FileEntry[]): boolean =>
  a.length === b.length && a.every((entry, i) => entry.id === b[i]?.id && entry.path === b[i]?.path);
