import * as z from 'zod/mini';
import type { RoomStorage, StoredValue } from '../../party/room/host.ts';
import { authorSchema } from '../../shared/roles.ts';
import type { RoomProcess } from '../room-process.ts';

/** Where a compaction can be stopped: in its transaction, and before and after it is on disk. */
export const stopPoints = [
  'before its puts',
  'before its deletes',
  'before its commit',
  'before its sync',
  'before its acks',
] as const;
export type StopPoint = (typeof stopPoints)[number];

const wireValueSchema = z.union([
  z.strictObject({ bytes: z.array(z.int()) }),
  z.string(),
  z.number(),
  authorSchema,
]);
type WireValue = z.infer<typeof wireValueSchema>;

/** What a test asks of a trial room by `POST`. */
export const trialCallSchema = z.discriminatedUnion('call', [
  /** `tell`: a URL that is called when the room has stopped. */
  z.object({ call: z.literal('stop'), at: z.enum(stopPoints), tell: z.url() }),
  z.object({ call: z.literal('list'), prefix: z.string() }),
  z.object({
    call: z.literal('write'),
    puts: z.array(z.tuple([z.string(), wireValueSchema])),
    deletes: z.array(z.string()),
  }),
  z.object({ call: z.literal('replaceAll'), puts: z.array(z.tuple([z.string(), wireValueSchema])) }),
]);
export type TrialCall = z.infer<typeof trialCallSchema>;

/** Null: a value that cannot be read. */
const entriesSchema = z.object({ entries: z.array(z.tuple([z.string(), z.nullable(wireValueSchema)])) });

export const valueToWire = (value: unknown): WireValue =>
  value instanceof Uint8Array ? { bytes: [...value] } : wireValueSchema.parse(value);

export const valueFromWire = (value: WireValue): StoredValue =>
  typeof value === 'object' && 'bytes' in value ? Uint8Array.from(value.bytes) : value;

export async function callTrial(server: RoomProcess, room: string, call: TrialCall): Promise<unknown> {
  const answer = await fetch(server.roomUrl(room), { method: 'POST', body: JSON.stringify(call) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

/** The real storage of a trial room, called from outside. */
export class TrialStorage implements RoomStorage {
  readonly #server: RoomProcess;
  readonly #room: string;

  constructor(server: RoomProcess, room: string) {
    this.#server = server;
    this.#room = room;
  }

  async list(prefix: string): Promise<Map<string, unknown>> {
    const answer = await callTrial(this.#server, this.#room, { call: 'list', prefix });
    const { entries } = entriesSchema.parse(answer);
    return new Map(entries.map(([key, value]) => [key, value === null ? undefined : valueFromWire(value)]));
  }

  async write(puts: ReadonlyMap<string, StoredValue>, deletes: readonly string[]): Promise<void> {
    await callTrial(this.#server, this.#room, {
      call: 'write',
      puts: [...puts].map(([key, value]) => [key, valueToWire(value)]),
      deletes: [...deletes],
    });
  }

  async replaceAll(puts: ReadonlyMap<string, StoredValue>): Promise<void> {
    await callTrial(this.#server, this.#room, {
      call: 'replaceAll',
      puts: [...puts].map(([key, value]) => [key, valueToWire(value)]),
    });
  }
}
