import * as Y from 'yjs';
import { createFile, readAll } from '../shared/doc.ts';
import type { Action, HostAnswer, HostCall } from '../shared/host.ts';
import type { User } from '../shared/roles.ts';
import { HostCalls } from '../party/agent/host/host-calls.ts';
import type { HostRoom } from '../party/agent/host/room-volume.ts';
import { coderTables } from './node-sql.ts';
import { transactAs } from './transact-as.ts';

const ada: User = { id: 'ada', name: 'Ada', color: 1, kind: 'human' };

/** A room's document as the coder holds it, with one run under way: Ada's `run-1`. */
export class HostCallsHarness implements HostRoom {
  readonly doc = new Y.Doc();
  readonly hostCalls: HostCalls;
  readonly emitted: Action[] = [];
  /** The client id of each transaction that wrote. */
  readonly writers: number[] = [];
  /** The room is away until this resolves. */
  whenThere: Promise<void> = Promise.resolve();

  constructor(files: Record<string, string> = {}) {
    for (const [path, text] of Object.entries(files)) createFile(this.doc, path, text);
    this.hostCalls = new HostCalls({
      sql: coderTables(),
      room: this,
      emit: (action) => this.emitted.push(action),
    });
    this.hostCalls.begin('run-1', ada);
  }

  join(): Promise<void> {
    return this.whenThere;
  }

  async clientIdFor(user: User, turn?: string): Promise<number> {
    await this.whenThere;
    if (turn !== undefined) return 7_003;
    return user.id === 'ada' ? 7_001 : 7_002;
  }

  transactAs(clientId: number, write: () => void): void {
    this.writers.push(clientId);
    transactAs(this.doc)(clientId, write);
  }

  call = (call: HostCall): Promise<HostAnswer> => this.hostCalls.call('run-1', call);

  files(): Record<string, string> {
    return Object.fromEntries(readAll(this.doc));
  }
}
