import type * as Party from 'partykit/server';
import PartyKitRoom, { storageOn } from '../../party/room/host-partykit.ts';
import { type StopPoint, type TrialCall, trialCallSchema, valueFromWire, valueToWire } from './wire.ts';

type Transaction = Parameters<Parameters<Party.Storage['transaction']>[0]>[0];

/** How a room's storage fails. */
interface Trouble {
  /** Writes are reported as done, but are made this much later. */
  readonly lateMs: number;
  /** Where the next compaction stops for ever. */
  stop: { at: StopPoint; tell: string } | undefined;
}

/**
 * The product's room on PartyKit's own storage, which a test can disturb and call. With `LATE_MS` writes come
 * late; `POST` takes the calls of `trialCallSchema`.
 */
export default class TrialRoom extends PartyKitRoom {
  readonly #storage: Party.Storage;
  readonly #trouble: Trouble;

  constructor(room: Party.Room) {
    const trouble: Trouble = { lateMs: Number(room.env['LATE_MS'] ?? 0), stop: undefined };
    const storage = failing(room.storage, trouble);
    super(new Proxy(room, { get: (from, key) => (key === 'storage' ? storage : Reflect.get(from, key)) }));
    this.#storage = room.storage;
    this.#trouble = trouble;
  }

  static override async onBeforeRequest(
    request: Party.Request,
    lobby: Party.Lobby,
  ): Promise<Party.Request | Response> {
    return request.method === 'POST' ? request : super.onBeforeRequest(request, lobby);
  }

  override async onRequest(request: Party.Request): Promise<Response> {
    if (request.method !== 'POST') return super.onRequest(request);
    const call = trialCallSchema.parse(await request.json());
    try {
      return Response.json(await this.#answer(call));
    } catch (error) {
      return Response.json({ error: String(error) }, { status: 500 });
    }
  }

  async #answer(call: TrialCall): Promise<unknown> {
    const storage = storageOn(this.#storage);
    switch (call.call) {
      case 'stop':
        this.#trouble.stop = call;
        return {};
      case 'list': {
        const entries = [...(await storage.list(call.prefix))];
        return {
          entries: entries.map(([key, value]) => [key, value === undefined ? null : valueToWire(value)]),
        };
      }
      case 'write':
        await storage.write(
          new Map(call.puts.map(([key, value]) => [key, valueFromWire(value)])),
          call.deletes,
        );
        return {};
      case 'replaceAll':
        await storage.replaceAll(new Map(call.puts.map(([key, value]) => [key, valueFromWire(value)])));
        return {};
      default:
        return call satisfies never;
    }
  }
}

function failing(storage: Party.Storage, trouble: Trouble): Party.Storage {
  /** Whether the write under way is a compaction: it has a snapshot. */
  let isCompaction = false;
  const passes = async (point: StopPoint): Promise<void> => {
    if (!isCompaction || trouble.stop?.at !== point) return;
    await fetch(trouble.stop.tell);
    await new Promise(() => undefined);
  };
  const watched = (transaction: Transaction): Transaction =>
    withMethods(transaction, {
      put: async (entries: Record<string, unknown>) => {
        isCompaction = Object.keys(entries).some((key) => key.startsWith('snapshot/'));
        await passes('before its puts');
        await transaction.put(entries);
      },
      delete: async (keys: string[]) => {
        await passes('before its deletes');
        return transaction.delete(keys);
      },
    });
  const late = async (write: () => Promise<void>): Promise<void> => {
    if (trouble.lateMs > 0) setTimeout(() => void write(), trouble.lateMs);
    else await write();
  };
  return withMethods(storage, {
    put: (entries: Record<string, unknown>) => late(() => storage.put(entries)),
    transaction: async (work: (transaction: Transaction) => Promise<void>) => {
      isCompaction = false;
      await late(() =>
        storage.transaction(async (transaction) => {
          await work(watched(transaction));
          await passes('before its commit');
        }),
      );
      await passes('before its sync');
    },
    sync: async () => {
      await storage.sync();
      await passes('before its acks');
    },
  });
}

/** An object with some of its methods replaced; the rest stay bound to it. */
function withMethods<T extends object>(target: T, methods: Record<string, unknown>): T {
  return new Proxy(target, {
    get(from, key) {
      if (typeof key === 'string' && Object.hasOwn(methods, key)) return methods[key];
      const value: unknown = Reflect.get(from, key);
      return typeof value === 'function' ? value.bind(from) : value;
    },
  });
}
