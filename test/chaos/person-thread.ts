import { parentPort, workerData } from 'node:worker_threads';
import { device } from './device.ts';
import type { PersonData, PersonReport, ToPerson } from './messages.ts';

const data = workerData as PersonData;
device.setClock(data.clockMs);
// Only now: what these load keeps references to the clock and the timers.
const { clientKinds } = await import('../client-kinds.ts');
const { seededRandom } = await import('../random.ts');
const { socketTo } = await import('../room-process.ts');
const { digestOf, sharedText } = await import('./digest.ts');

const longestShared = 4_000;
const keyMs = 150;
const pasteLength = 3_000;

let { token } = data;
const { make } = clientKinds.find(({ kind }) => kind === data.kind)!;
const address = { port: data.port, socket: socketTo.bind(undefined, data.port) };
const client = make(address, data.room, () => token);
const random = seededRandom(data.seed);
let isTyping = false;
let [typed, acked] = [0, 0];

client.awareness.setLocalState({ file: 'f', at: 0 });

function type(): void {
  if (!isTyping || !client.isSynced()) return;
  const own = client.doc.getText(data.text);
  own.insert(own.length, `${data.entry}${++typed};`);
  const shared = client.doc.getText(sharedText);
  const at = random.int(shared.length + 1);
  if (shared.length > longestShared) shared.delete(0, random.int(longestShared));
  else if (random.int(5) === 0) shared.delete(at, Math.min(random.int(20), shared.length - at));
  else shared.insert(at, random.int(50) === 0 ? 'p'.repeat(pasteLength) : `${random.int(10)}`);
  client.awareness.setLocalState({ file: 'f', at: typed });
}

setInterval(() => {
  if (client.isSaved?.()) acked = typed;
  type();
}, keyMs);

function report(texts: readonly string[]): PersonReport {
  if (client.isSaved?.()) acked = typed;
  const present = [...client.awareness.getStates()].flatMap(([id, state]): [number, string][] =>
    id === client.doc.clientID ? [] : [[id, String((state['user'] as { name?: unknown } | undefined)?.name)]],
  );
  return {
    clientId: client.doc.clientID,
    isSynced: client.isSynced(),
    isSaved: client.isSaved?.() ?? true,
    typed,
    acked,
    present: present.sort(([a], [b]) => a - b),
    digest: digestOf(client.doc, texts),
  };
}

parentPort!.on('message', (message: ToPerson) => {
  switch (message.type) {
    case 'type':
      isTyping = message.on;
      break;
    case 'clock':
      device.setClock(message.offsetMs);
      break;
    case 'hidden':
      device.hide(message.hidden);
      break;
    case 'token':
      token = message.token;
      if (!message.reconnect) break;
      client.goOffline();
      client.goOnline();
      break;
    case 'report':
      parentPort!.postMessage(report(message.texts));
      break;
  }
});
