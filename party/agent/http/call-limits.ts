import type { LanguageModelV4 } from '@ai-sdk/provider';
import { canEdit } from '../../../shared/roles.ts';
import { type QuotaKind } from '../../../shared/quotas.ts';
import { CallRates } from './call-rates.ts';
import type { VerifiedCaller } from './authenticate.ts';
import { isBuiltIn } from '../models/commands/model.ts';
import type { RoomBudget } from '../models/room-budget.ts';

/** The server-wide quotas. Both methods throw TandemError `rate_limited`. */
interface Quotas {
  spend(kind: QuotaKind, who: string): Promise<void>;
  /** Checks without counting. */
  assertLeft(kind: QuotaKind, who: string): Promise<void>;
}

const startsRun = new Set(['POST execute', 'POST runs', 'POST terminal']);
/** Calls that may add text to the room's history. */
const writes =
  /^(PUT file\/.*|POST (history\/.*\/restore|turns\/.*\/(undo|redo)|execute|runs|terminal|chat|chat\/continue|chat\/messages\/.*\/resend))$/;
/** Never limited by room: whoever floods a room must not keep others from stopping things. */
const stops = /^POST (.*\/)?stop$/;

/** Limits what a room's people, and the agent for them, may start and write in a time. */
export class CallLimits {
  readonly #budget: Pick<RoomBudget, 'assertLeftToday'>;
  readonly #rates: CallRates;
  readonly #quotas: Quotas;
  readonly #room: () => string;

  constructor({
    quotas,
    budget,
    room,
    now = () => Date.now(),
  }: {
    quotas: Quotas;
    budget: Pick<RoomBudget, 'assertLeftToday'>;
    room: () => string;
    now?: () => number;
  }) {
    this.#budget = budget;
    this.#rates = new CallRates(now);
    this.#quotas = quotas;
    this.#room = room;
  }

  /**
   * Counts a call before it does anything.
   * @param call method and path after the room's id, as in `POST runs`. @throws TandemError `rate_limited`
   */
  async begin(call: string, { user, role, address }: VerifiedCaller): Promise<void> {
    if (call.startsWith('GET ')) return;
    this.#rates.byCaller(user.id);
    // A viewer's call is refused anyway, so it must not use up the limits of others.
    if (!canEdit(role)) return;
    if (!stops.test(call)) this.#rates.byRoom();
    if (writes.test(call)) this.#rates.assertMayWrite();
    if (startsRun.has(call)) await this.#quotas.spend('runs', address);
  }

  /** Counts a request to the agent, before its turn. @throws TandemError `rate_limited` */
  async beginTurn(address: string, model: LanguageModelV4): Promise<void> {
    if (!isBuiltIn(model)) {
      this.#budget.assertLeftToday();
      await this.#quotas.assertLeft('modelCalls', this.#room());
    }
    await this.#quotas.spend('turns', address);
  }

  /** Counts a model call. @throws TandemError `rate_limited` */
  beginCall(): Promise<void> {
    return this.#quotas.spend('modelCalls', this.#room());
  }

  /** Counts bytes that calls, programs or the agent added to the room's history. */
  wrote(bytes: number): void {
    this.#rates.wrote(bytes);
  }
}
