import type { CoderEvent } from '../shared/chat.ts';
import * as Y from 'yjs';
import { listFiles, readAll } from '../shared/doc.ts';
import type { ExecutorService, ToolService } from '../shared/run.ts';
import type { TerminalLine } from '../shared/terminal.ts';
import { HostCalls } from '../party/agent/host/host-calls.ts';
import { Runs } from '../party/agent/runs/runs.ts';
import { Terminal } from '../party/agent/terminal/terminal.ts';
import { hostOf } from '../party/executor/host.ts';
import { coderTables } from './node-sql.ts';
import { execHere } from './shell.ts';
import { transactAs } from './transact-as.ts';

export const ada = { id: 'ada', name: 'Ada', color: 1, kind: 'human' } as const;
export const bob = { id: 'bob', name: 'Bob', color: 2, kind: 'human' } as const;

type Exec = ToolService['exec'];

/** A terminal over an in-process document, with the executor's own shell, or what `before` makes of it. */
export function terminalHarness(
  sql = coderTables(),
  before: (exec: Exec) => Exec = (exec) => exec,
  saved = async () => {},
  run: ExecutorService['run'] = () => Promise.reject(new Error('A program was run.')),
) {
  const doc = new Y.Doc();
  const room = {
    doc,
    join: async () => undefined,
    clientIdFor: async () => doc.clientID,
    transactAs: transactAs(doc),
  };
  const hostCalls = new HostCalls({ sql, room, emit: () => undefined });
  const service = { call: (_: string, runId: string, call: unknown) => hostCalls.call(runId, call) };
  const executor: Pick<ToolService, 'exec'> = {
    exec: before((props, command, shown) => execHere(hostOf(service, props), command, shown)),
  };
  const ended = new Map<number, PromiseWithResolvers<TerminalLine>>();
  const printed: Extract<CoderEvent, { type: 'terminal-output' }>[] = [];
  const prints = new EventTarget();
  /** Resolves when a command that goes on has printed a text. */
  const whenPrinted = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (printed.some(({ chunks }) => chunks.some((chunk) => chunk.text.includes(text)))) resolve();
      };
      prints.addEventListener('print', check);
      check();
    });
  const whenEnded = (id: number): Promise<TerminalLine> => {
    const of = ended.get(id) ?? Promise.withResolvers<TerminalLine>();
    ended.set(id, of);
    return of.promise;
  };
  const terminal = new Terminal({
    room: 'room',
    sql,
    hostCalls,
    executor,
    paths: async () => listFiles(doc).map(({ path }) => path),
    runs: new Runs({
      room: 'room',
      sql,
      executor: { run },
      files: async () => readAll(doc),
      hostCalls,
      saved,
      emit: () => undefined,
      hold: () => () => undefined,
    }),
    saved,
    emit: (event) => {
      if (event.type === 'terminal-output') {
        printed.push(event);
        prints.dispatchEvent(new Event('print'));
      }
      if (event.type !== 'terminal' || event.line.state === 'running') return;
      void whenEnded(event.line.id);
      ended.get(event.line.id)?.resolve(event.line);
    },
    hold: () => () => undefined,
  });
  const type = async (by: typeof ada | typeof bob, command: string): Promise<TerminalLine> =>
    whenEnded((await terminal.start(command, by)).id);
  return { doc, sql, terminal, type, printed, whenPrinted };
}
