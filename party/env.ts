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
  /** A single object for the whole server. */
  Quotas: Objects<QuotaService>;
  EXECUTOR: ExecutorService & ToolService & Pick<Fetcher, 'fetch'>;
  /** A second executor, in its own process, for rooms whose programs took the first one down. */
  ISOLATED_EXECUTOR?: ExecutorService & ToolService;
  /** Set if ISOLATED_EXECUTOR runs, or will be started when needed: since when, in ms since the epoch. */
  ISOLATED_SINCE?: string;
  ASSETS: Pick<Fetcher, 'fetch'>;
  /** At least 32 characters; without it only pages are served. */
  ROOM_SECRET?: string;
  /** If set, making a room needs this key. */
  CREATE_KEY?: string;
  /** Overrides the hourly limits of one address: `KIND=NUMBER` pairs, separated by commas. */
  QUOTAS?: string;
  /** Tokens that one room's turns may use per day. */
  ROOM_TOKENS_PER_DAY?: string;
  /** The header that a proxy in front of the server always sets to the client's address. */
  CLIENT_ADDRESS_HEADER?: string;
  /** Base URL of the room server (local only). */
  ROOM_URL?: string;
  /** Comma-separated origins that the server answers. */
  ALLOWED_ORIGINS?: string;
  OPENAI_API_KEY?: string;
  OPENAI_BASE_URL?: string;
  OPENAI_MODEL?: string;
  /** `responses` or `chat`: by which of OpenAI's APIs the server at OPENAI_BASE_URL is asked. */
  OPENAI_API?: string;
  /** How much models think before they answer, in a word that their server knows. */
  OPENAI_REASONING_EFFORT?: string;
  ANTHROPIC_API_KEY?: string;
  ANTHROPIC_BASE_URL?: string;
  ANTHROPIC_MODEL?: string;
  /** The most tokens that a model may think before it answers, or `adaptive`. */
  ANTHROPIC_THINKING_TOKENS?: string;
  /** Prices of models: `NAME=INPUT/OUTPUT` in dollars per million tokens, separated by commas; before the built-in ones. */
  MODEL_PRICES?: string;
  MODEL_WINDOWS?: string;
  /** How long an approval request waits for a decision. */
  APPROVAL_SECONDS?: string;
}
