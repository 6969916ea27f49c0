import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createFile, textOf } from '../shared/doc.ts';
import { agentLimits } from '../shared/limits.ts';
import { setAgentPace } from '../shared/meta.ts';
import { Peer, type PeerSocket } from '../shared/protocol/peer.ts';
import { newRoom, type Person } from './people.ts';

export interface LargeRoomSize {
  /** Of the agent, among the messages: each is a request and its answer. */
  turns: number;
  messages: number;
  files: number;
  clientIds: number;
}

export interface LargeRoom {
  /** The edit link. */
  link: string;
  enter: (name: string) => Promise<Person>;
  /** How long each request to the agent took, in ms. */
  turnMs: number[];
}

const lines = (count: number, at: number): string =>
  Array.from({ length: count }, (_, line) => `export const value${line} = ${at + line};`).join('\n');
/** About as long as the longest output of a tool. */
const longFile = 'src/long.ts';

/** Makes a room that a team has used for months, as its people do: over sockets and calls. */
export async function largeRoom(origin: string, size: LargeRoomSize): Promise<LargeRoom> {
  const { room, owner, enter } = await newRoom(origin);
  const join = (name: string): Promise<Person> => enter(room.links.edit, name);
  await writeFiles(owner, size);
  const turnMs = await chat(join, size);
  return { link: new URL(room.links.edit, origin).href, enter: join, turnMs };
}

async function writeFiles(owner: Person, { files, clientIds }: LargeRoomSize): Promise<void> {
  const peer = await owner.join();
  setAgentPace(peer.doc, 'instant');
  createFile(peer.doc, longFile, lines(agentLimits.maxToolOutputBytes / 32, 0));
  const ids = Array.from({ length: files }, (_, at) =>
    createFile(peer.doc, `src/part${at % 8}/file${at}.ts`, lines(20, at)),
  );
  for (let client = 0; client < clientIds; client++) {
    // Each visit of a person has an id of its own, as has each turn.
    peer.doc.clientID = 100_000_000 + client * 7_919;
    textOf(peer.doc, ids[client % ids.length] ?? '')?.insert(0, `// ${client}\n`);
    if (client % 100 === 0) await peer.until(({ unsaved }) => !unsaved, 60_000, 'saved edits');
  }
  await peer.until(({ unsaved }) => !unsaved, 60_000, 'saved edits');
  peer.stop();
  peer.doc.destroy();
}

/** One person may send sixty messages at once. */
const messagesEach = 50;

async function chat(
  join: (name: string) => Promise<Person>,
  { turns, messages, files }: LargeRoomSize,
): Promise<number[]> {
  const turnMs: number[] = [];
  const aside = Math.floor((messages - 2 * turns) / turns);
  let person: Person | undefined;
  let sent = 0;
  const say = async (body: object): Promise<void> => {
    if (sent++ % messagesEach === 0) person = await join(`Person ${sent}`);
    const answer = await person?.call('POST', 'chat', body);
    if ((answer?.status ?? 0) >= 300) throw new Error(`message ${sent}: ${answer?.status} ${answer?.text}`);
  };
  for (let turn = 0; turn < turns; turn++) {
    const began = performance.now();
    await say({ message: requestOf(turn, files) });
    turnMs.push(performance.now() - began);
    for (let message = 0; message < aside; message++) {
      await say({ message: `About turn ${turn}: I would rather call it value${message}.`, ask: false });
    }
  }
  return turnMs;
}

function requestOf(turn: number, files: number): string {
  const path = `src/part${(turn % files) % 8}/file${turn % files}.ts`;
  if (turn % 3 === 0) return `read ${longFile}`;
  return turn % 3 === 1 ? `in ${path} replace "value3 =" with "value3 = ${turn} +"` : 'list';
}

/** What a page gets when it enters, beside scripts, in bytes. */
export interface JoinBytes {
  document: number;
  /** The coder's socket. */
  events: number;
  history: number;
}

/** Enters the room as a page does: the document, the coder's socket, the newest messages. */
export async function joinBytes(person: Person): Promise<JoinBytes> {
  const { origin, room, session } = person;
  const ws = origin.replace('http', 'ws');
  const doc = new Y.Doc();
  let document = 0;
  const connect = async (): Promise<PeerSocket> => {
    const url = `${ws}/parties/main/${room}?tandem=1&token=${session.token}`;
    const socket = new WebSocket(url, { origin });
    socket.binaryType = 'arraybuffer';
    socket.on('message', (data: ArrayBuffer) => (document += data.byteLength));
    return socket as unknown as PeerSocket;
  };
  const peer = new Peer({ doc, awareness: new Awareness(doc), connect });
  peer.start();
  await peer.until(({ synced }) => synced, 60_000, 'sync');
  const watcher = await person.watch();
  watcher.socket.send(JSON.stringify({ type: 'cf_agent_stream_resume_request' }));
  // The answer comes after everything that is sent on connecting.
  await watcher.until(() => watcher.frames.find(({ type }) => type === 'cf_agent_stream_resume_none'));
  const events = watcher.frames.reduce((sum, frame) => sum + JSON.stringify(frame).length, 0);
  const history = await person.call('GET', `chat/history?limit=${agentLimits.historyMessages}`);
  watcher.socket.close();
  peer.stop();
  doc.destroy();
  return { document, events, history: Buffer.byteLength(history.text) };
}
