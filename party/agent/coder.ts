import type { ChatRecoveryOptions } from '@cloudflare/ai-chat';
import type { AgentContext, Connection, ConnectionContext } from 'agents';
import type { AgentState, CoderEvent } from '../../shared/chat.ts';
import { errorResponse, TandemError } from '../../shared/errors.ts';
import type { HostAnswer, HostCall } from '../../shared/host.ts';
import { agentLimits } from '../../shared/limits.ts';
import { closeCode } from '../../shared/protocol/close.ts';
import { throttle } from '../../shared/throttle.ts';
import type { CoderService, LinkState } from '../../shared/services.ts';
import type { Env } from '../env.ts';
import { serverQuotas } from '../quotas/spend.ts';
import { HostCalls } from './host/host-calls.ts';
import { Approvals } from './approvals/approvals.ts';
import { CallLimits } from './http/call-limits.ts';
import { type CoderParts, route } from './http/router.ts';
import { type ChatHost, requestOf } from './chat/chat-host.ts';
import { connectToRoom } from './replica/connect.ts';
import { callerOf, closedSocket, isUpgrade, refuseSocket, type VerifiedCaller } from './http/authenticate.ts';
import { budgeted } from './models/budgeted.ts';
import { ModelChoice } from './models/choice.ts';
import { configured } from './models/registry.ts';
import { RoomBudget } from './models/room-budget.ts';
import { linksOf, type OwnerParts, ownerParts } from './owner/owner.ts';
import { assertOpen } from './http/owner.ts';
import { handlePageMessage } from './http/page-sessions.ts';
import { PageSockets } from './http/page-sockets.ts';
import { Replica } from './replica/replica.ts';
import { restartCoder, takeRestartReason } from './replica/replica-restart.ts';
import { executorFor } from './runs/executor-for.ts';
import { SdkChatHost } from './chat/sdk-chat-host.ts';
import { keptText } from './undo/kept-text.ts';
import { recordTurn } from './undo/record-turn.ts';
import { TurnUndo } from './undo/turn-undo.ts';
import { tablesOn } from './tables.ts';
import { startWorkers } from './workers.ts';

/** A room's coder: wiring only. Pages receive events over the socket; commands go over HTTP. */
export class Coder extends SdkChatHost implements CoderService {
  readonly #tables: ReturnType<typeof tablesOn>;
  readonly #owner: OwnerParts;
  readonly #replica: Replica;
  readonly #turns: TurnUndo;
  readonly #choice: ModelChoice;
  readonly #limits: CallLimits;
  readonly #budget: RoomBudget;
  readonly #host: ChatHost;
  readonly #hostCalls: HostCalls;
  readonly #approvals: Approvals;
  /** Set once the coder has started. */
  #workers: Pick<CoderParts, 'runs' | 'terminal' | 'chat'> | undefined;
  readonly #pages = new PageSockets(
    () => this.getConnections<VerifiedCaller>(),
    () => this.#replica.hold(),
  );
  /** Every keystroke makes a version; the pages get the newest a few times a second. */
  readonly #versionBroadcast = throttle(
    () => this.setState({ ...this.state, version: this.#tables.versions.latest }),
    agentLimits.versionIntervalMs,
  );

  constructor(ctx: AgentContext, env: Env) {
    super(ctx, env);
    this.#tables = tablesOn(ctx.storage);
    const { sql, authors, versions, ledger } = this.#tables;
    const connect = () => connectToRoom(env, this.name, this.#owner.links.epoch);
    this.#owner = ownerParts({
      room: () => this.name,
      secret: env.ROOM_SECRET,
      sql,
      versions,
      storage: ctx.storage,
      abort: (reason) => ctx.abort(reason),
      replica: () => this.#replica,
      connect,
      pages: this.#pages,
      stop: (by) => {
        const { chat, runs, terminal } = this.#workers ?? {};
        return Promise.all([chat?.halt(by), runs?.stopAll(), terminal?.stopAll()]);
      },
      freeze: () => (this.isFrozen = true),
    });
    this.#replica = new Replica({
      connect,
      authors,
      load: (leftOut) => versions.load({ leftOut }),
      store: (update, doc, writer) => {
        versions.record(update, doc, writer);
        if (writer !== undefined) this.#limits.wrote(update.byteLength);
        this.#versionBroadcast.request();
      },
      collecting: {
        kept: () => keptText(this.#replica.doc, ledger),
        onCollected: () => versions.snapshot(this.#replica.doc),
      },
      restart: (whole, reason) => {
        versions.restart(whole);
        void restartCoder({ storage: ctx.storage, abort: (why) => ctx.abort(why) }, reason);
      },
      record: (turn, transaction) =>
        recordTurn(ledger, turn, transaction, { nowMs: Date.now(), asked: () => requestOf(this.#host) }),
    });
    this.#hostCalls = new HostCalls({
      sql,
      room: this.#replica,
      emit: (action) => this.#emit({ type: 'action', action }),
    });
    this.#host = this.chatHost();
    this.#budget = new RoomBudget({
      usage: this.#tables.usage,
      storage: this.values,
      serverTokensPerDay: env.ROOM_TOKENS_PER_DAY,
      turn: () => this.#host.openTurn(),
      summary: () => this.#workers?.chat.summary,
      onWarning: (budgetWarning) => this.#host.setState({ budgetWarning }),
    });
    const quotas = serverQuotas(env);
    this.#limits = new CallLimits({ quotas, budget: this.#budget, room: () => this.name });
    const models = budgeted(configured(env), this.#budget, () => this.#limits.beginCall());
    this.#choice = new ModelChoice(models, this.values, (change) => this.#host.setState(change));
    this.#approvals = new Approvals({
      sql,
      room: this.#replica,
      emit: (event) => {
        this.#emit(event);
        const { by, state, tool, path, turn } = event.approval;
        const allowed = state === 'allowed';
        if (by) this.#hostCalls.note(by, [{ kind: 'answer', allowed, tool, path }], { turn });
      },
      onPending: (pendingApprovals) => this.#host.setState({ pendingApprovals }),
      waitSeconds: env.APPROVAL_SECONDS,
    });
    this.#turns = new TurnUndo({
      room: this.#replica,
      ledger,
      running: () => this.#host.openTurn()?.id,
      emit: (turn) => this.#emit({ type: 'turn', turn }),
    });
    this.initialState = {
      version: versions.latest,
      status: 'idle',
      ...this.#choice.state,
      queue: [],
      pendingApprovals: 0,
    };
    this.filterMessages((connection, message, pass) =>
      handlePageMessage(connection as Connection<VerifiedCaller>, message, {
        room: this.name,
        secret: this.env.ROOM_SECRET,
        links: this.#owner.links,
        pass,
      }),
    );
  }

  override async onStart(): Promise<void> {
    const executor = executorFor(this.env, this.values, (runId) => this.#hostCalls.hasBegunOrEnded(runId));
    const parts = {
      room: this.name,
      sql: this.#tables.sql,
      hostCalls: this.#hostCalls,
      executor,
      hold: () => this.#hold(),
      saved: () => this.#replica.saved(),
      emit: (event: CoderEvent) => this.#emit(event),
    };
    const workers = startWorkers({
      ...parts,
      host: this.#host,
      replica: this.#replica,
      readSnapshots: this.#tables.readSnapshots,
      approvals: this.#approvals,
      models: this.#choice.models,
      turns: this.#turns,
    });
    this.#workers = workers;
    this.setState({
      ...this.state,
      version: this.#tables.versions.latest,
      notice: takeRestartReason(this.values),
      ...this.#choice.state,
    });
    this.markTranscriptSent();
    this.#budget.warn();
    const { removal, purge } = this.#owner;
    if (removal.isBegun) return removal.resume();
    if (purge.isBegun) return purge.resume();
    // Not awaited: the room may be away, and callers must get their answer.
    workers.chat
      .recover()
      .catch((error: unknown) => console.error('tandem: an interrupted turn was not settled', error));
    this.#pages.watchAll();
  }

  /** For the Worker, which creates sessions. */
  claimName(name: string, userId: string): string {
    return this.#tables.names.claim(name, userId, Date.now());
  }

  /** For `POST /api/rooms/<room>/session`, with the epoch of a key that this server has signed. */
  linksOf(epoch: number): LinkState {
    return linksOf(this.#owner, epoch);
  }

  /** For the loopbacks of this room's runs, through the Worker's `RunHost`. */
  async hostCall(runId: string, call: HostCall): Promise<HostAnswer> {
    return await this.#hostCalls.call(runId, call);
  }

  /** Called only by the Worker, with a verified caller. */
  override async fetch(request: Request): Promise<Response> {
    try {
      const caller = callerOf(request);
      assertOpen(request, caller, this.#owner);
      if (!this.env.ROOM_URL) {
        throw new TandemError(
          'unavailable',
          'ROOM_URL is not set: give the Worker the URL of the room server.',
        );
      }
      if (isUpgrade(request)) {
        if (!this.#pages.takeSeat(caller)) return closedSocket(closeCode.full, 'This room is full.');
        return await super.fetch(request);
      }
      await this.lifecycle.start();
      return await route(request, caller, {
        room: this.#replica,
        version: () => this.#tables.versions.latest,
        versions: this.#tables.versions,
        turns: this.#turns,
        ...this.#started(),
        choice: this.#choice,
        host: this.#host,
        hostCalls: this.#hostCalls,
        limits: this.#limits,
        budget: this.#budget,
        owner: this.#owner,
        sql: this.#tables.sql,
      });
    } catch (error) {
      if (!(error instanceof TandemError)) console.error('tandem: a call to the coder failed', error);
      return isUpgrade(request) ? refuseSocket(error) : errorResponse(error);
    }
  }

  override onConnect(connection: Connection<VerifiedCaller>, { request }: ConnectionContext): void {
    const caller = callerOf(request);
    connection.setState(caller);
    this.#pages.watch(connection, caller.expiresAt);
    const { runs, terminal } = this.#started();
    const sources = [runs, terminal, this.#approvals];
    const events = sources.flatMap((source): CoderEvent[] => source.newest());
    for (const event of events) connection.send(JSON.stringify(event));
  }

  override onClose(connection: Connection): void {
    this.#pages.settle(connection.id);
  }

  override validateStateChange(_next: AgentState, source: Connection | 'server'): void {
    if (source !== 'server') throw new TandemError('forbidden', 'Commands go over HTTP.');
  }

  /** The chat settles an interrupted turn itself; the SDK would have it answered again. */
  protected override async onChatRecovery(): Promise<ChatRecoveryOptions> {
    return { continue: false };
  }

  #started() {
    if (!this.#workers) throw new Error('the coder has not started');
    return this.#workers;
  }

  #emit(event: CoderEvent): void {
    this.broadcast(JSON.stringify(event));
  }

  /** Keeps the coder awake and in the room. */
  #hold(): () => void {
    const release = this.#replica.hold();
    const awake = this.keepAlive();
    return () => {
      release();
      awake.then((dispose) => dispose()).catch((error: unknown) => console.error('tandem: keepAlive', error));
    };
  }
}
