import * as Y from 'yjs';
import { Editor } from '../../party/agent/edits/editor.ts';
import { AuthorTable } from '../../party/agent/replica/author-table.ts';
import { Replica } from '../../party/agent/replica/replica.ts';
import { VersionLog } from '../../party/agent/replica/version-log.ts';
import { recordTurn } from '../../party/agent/undo/record-turn.ts';
import { TurnLedger } from '../../party/agent/undo/turn-ledger.ts';
import { createFile, textOf } from '../../shared/doc.ts';
import { setAgentPace } from '../../shared/meta.ts';
import { agentUser } from '../../shared/roles.ts';
import { coderTables } from '../../test/node-sql.ts';
import { asPeerSocket } from '../../test/socket-pair.ts';
import { TestRoom } from '../../test/test-room.ts';

export interface AgentTimes {
  /** Of each typed chunk: the change, its record for undo, its version and its update for the room. */
  chunkMs: number[];
  /** Of each edit in a file of 1 MB in which every client id has written: planned, made, noted for recovery and undo. */
  largeEditMs: number[];
}

const typedFile = 'typed.ts';
const largeFile = 'large.ts';
const largeLines = 17_500;

/** What the agent's edits take in a room of this many files and client ids, in ms of computing. */
export async function agentTimes(
  size: { files: number; clientIds: number },
  rounds: number,
): Promise<AgentTimes> {
  const room = new TestRoom();
  const sql = coderTables();
  const versions = new VersionLog(sql);
  versions.restart(writtenBy(size));
  const ledger = new TurnLedger(sql);
  const replica = new Replica({
    connect: async () => asPeerSocket(room.socket(await room.serviceToken())),
    authors: new AuthorTable(sql),
    restart: (_, reason) => {
      throw new Error(reason);
    },
    load: (leftOut) => versions.load({ leftOut }),
    store: (update, doc, writer) => void versions.record(update, doc, writer),
    record: (turn, transaction) =>
      recordTurn(ledger, turn, transaction, { nowMs: Date.now(), asked: () => undefined }),
  });
  try {
    await replica.join();
    await replica.saved();
    const times: AgentTimes = { chunkMs: [], largeEditMs: [] };
    for (let round = 0; round < rounds; round++) await oneTurn(replica, round, times);
    return times;
  } finally {
    replica.leave();
  }
}

async function oneTurn(replica: Replica, round: number, { chunkMs, largeEditMs }: AgentTimes): Promise<void> {
  const turn = `T${round}`;
  const clientId = await replica.clientIdFor(agentUser, turn);
  const timed = new Proxy(replica, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      const call = value.bind(target) as (...args: unknown[]) => unknown;
      if (key !== 'transactAs') return call;
      return (...args: unknown[]) => {
        const began = performance.now();
        call(...args);
        chunkMs.push(performance.now() - began);
      };
    },
  });
  setAgentPace(replica.doc, 'typed');
  const editorIn = (room: Replica): Editor =>
    new Editor({ room, clientId, turn, signal: new AbortController().signal });
  const typing = editorIn(timed);
  await typing.edit(typedFile, [
    { search: `compute(${round})`, replace: `compute(${'another word, '.repeat(20)})` },
  ]);
  typing.close();
  setAgentPace(replica.doc, 'instant');
  const editor = editorIn(replica);
  editor.read(largeFile);
  const began = performance.now();
  await editor.edit(
    largeFile,
    [{ search: `value${round} = compute(${round},`, replace: `value${round} = computeAnew(${round},` }],
    { onPlanned: () => undefined },
  );
  largeEditMs.push(performance.now() - began);
  editor.close();
  await replica.saved();
}

/** A document in which each client id has written some lines of the large file, and one line of another. */
function writtenBy({ files, clientIds }: { files: number; clientIds: number }): Uint8Array {
  const doc = new Y.Doc({ gc: false });
  const texts = Array.from({ length: files }, (_, at) => textOf(doc, createFile(doc, `file${at}.ts`)));
  const large = textOf(doc, createFile(doc, largeFile));
  const each = Math.ceil(largeLines / clientIds);
  for (let client = 0; client < clientIds; client++) {
    doc.clientID = 100_000_000 + client * 7_919;
    texts[client % files]?.insert(0, `// ${client}\n`);
    for (let line = client * each; line < Math.min(largeLines, (client + 1) * each); line++)
      large?.insert(large.length, `  const value${line} = compute(${line}, 'some text'); // line\n`);
  }
  const typed = Array.from({ length: 200 }, (_, line) => `const typed${line} = compute(${line});\n`);
  createFile(doc, typedFile, typed.join(''));
  return Y.encodeStateAsUpdate(doc);
}
