import type { ExecutorService, ToolService } from '../shared/run.ts';
import type { CoderService, QuotaService } from '../shared/services.ts';

/** The Durable Objects of one class. */
interface Objects<Service> {
  idFromName(name: string): DurableObjectId;
  get(id: DurableObjectId): Service;
}

/** Bindings and variables of the Worker and the coder. */
export interface Env {
  Coder: Objects<CoderService>;
  /** One object, for all of the server. */
  Quotas: Objects<QuotaService>;
  EXECUTOR: ExecutorService & ToolService & Pick<Fetcher, 'fetch'>;
  /** Another, in a process of its own, for rooms whose programs have stopped the first. */
  PENAL_EXECUTOR?: ExecutorService & ToolService;
  /** Set where there is somebody behind PENAL_EXECUTOR, or will be when it is needed: since when, in ms. */
  PENAL_SINCE?: string;
  ASSETS: Pick<Fetcher, 'fetch'>;
  /** At least 32 characters; without it nothing but pages is served. */
  ROOM_SECRET?: string;
  /** When set, only those who have it make rooms. */
  CREATE_KEY?: string;
  /** What one address may begin in an hour, where that is not the usual: `KIND=NUMBER`, separated by commas. */
  QUOTAS?: string;
  /** Tokens that one room's turns may take in a day. */
  ROOM_TOKENS_PER_DAY?: string;
  /** The header in which a proxy in front of the server always writes the client's address itself. */
  CLIENT_ADDRESS_HEADER?: string;
  /** Base URL of the room's own process (local only). */
  ROOM_URL?: string;
  /** Comma-separated origins that may talk to us beside our own. */
  ALLOWED_ORIGINS?: string;
  OPENAI_API_KEY?: string;
  OPENAI_BASE_URL?: string;
  OPENAI_MODEL?: string;
  ANTHROPIC_API_KEY?: string;
  ANTHROPIC_BASE_URL?: string;
  ANTHROPIC_MODEL?: string;
  /** What models cost: `NAME=INPUT/OUTPUT` in dollars per million tokens, separated by commas. */
  MODEL_PRICES?: string;
  /** How long a question of the agent waits for an answer. */
  APPROVAL_SECONDS?: string;
}
