import type * as Y from 'yjs';
import * as z from 'zod/mini';
import { metaValues, setMeta } from './meta.ts';
import { chatLimits } from './limits.ts';
import { userSchema } from './roles.ts';

/** The agent's actions that may need an approval. */
export const askKindSchema = z.enum(['edit', 'delete', 'run', 'bash', 'fetch']);
export type AskKind = z.infer<typeof askKindSchema>;

/** The actions that a room can switch approvals on or off for; fetches are allowed host by host instead. */
export const choosableAskKinds = ['edit', 'delete', 'run', 'bash'] as const satisfies readonly AskKind[];

const asksByDefault: Readonly<Record<AskKind, boolean>> = {
  edit: false,
  delete: true,
  run: false,
  bash: true,
  fetch: true,
};

const prefix = 'approval:';
/** Whether a key of `meta` is an approval setting. */
export const isApprovalKey = (key: string): boolean => key.startsWith(prefix);
const settingSchema = z.object({ asks: z.boolean() });

/** Fetches are allowed per host: there is no setting for all hosts. */
const settingKey = (kind: AskKind, host: string): string => (kind === 'fetch' ? `${kind}:${host}` : kind);

/**
 * Whether the agent asks before an action of this kind: a setting of the room, the same for everyone.
 * @param host of a fetch, with its port unless that is the default one
 */
export function asksBefore(doc: Y.Doc, kind: AskKind, host = ''): boolean {
  const found = metaValues(doc, prefix).find(([key]) => key === settingKey(kind, host));
  const setting = settingSchema.safeParse(found?.[1]);
  return setting.success ? setting.data.asks : asksByDefault[kind];
}

export function setAsksBefore(doc: Y.Doc, kind: AskKind, asks: boolean, host = ''): void {
  const key = prefix + settingKey(kind, host);
  setMeta(doc, key, kind === 'fetch' && asks ? null : ({ asks } satisfies z.infer<typeof settingSchema>));
}

/** The hosts that the agent may fetch from without asking. */
export function allowedHosts(doc: Y.Doc): string[] {
  const hosts = metaValues(doc, `${prefix}fetch:`).map(([host]) => host);
  return hosts.filter((host) => !asksBefore(doc, 'fetch', host)).sort();
}

/**
 * `pending` until someone decides; `expired` when nobody did in time; `stopped` together with its turn; `cut` when a kill
 * of the server ended the turn, or the resumed call would do something else. Only `allowed` lets the call proceed.
 */
const approvalStateSchema = z.enum(['pending', 'allowed', 'denied', 'expired', 'stopped', 'cut']);

/** One approval request of the agent, as sent to every page. */
export const approvalSchema = z.object({
  id: z.string(),
  turn: z.string(),
  /** The model's id of the tool call that waits. */
  callId: z.string(),
  tool: z.string(),
  kind: askKindSchema,
  /** The file; of a fetch the host; of a command the files that it would change. */
  path: z.string(),
  /** The whole command or request. */
  request: z.optional(z.string()),
  /**
   * While pending, what would change: `@@ line @@`, then `-` and `+` lines; of a command, below a line for each file.
   */
  diff: z.optional(z.string()),
  /** Something to know before deciding. */
  note: z.optional(z.string()),
  /** ms since the epoch. */
  at: z.number(),
  until: z.number(),
  state: approvalStateSchema,
  /** Who decided. */
  by: z.optional(userSchema),
  /** The room's setting was changed with the decision: this kind is allowed from then on. */
  always: z.optional(z.literal(true)),
  /** Why it was denied. */
  reason: z.optional(z.string()),
});
export type Approval = z.infer<typeof approvalSchema>;

/** Body of `POST approvals/<id>`. */
export const decisionSchema = z.strictObject({
  decision: z.enum(['allow', 'always', 'deny']),
  reason: z.optional(z.string().check(z.trim(), z.maxLength(chatLimits.maxReasonLength))),
});
export type Decision = z.infer<typeof decisionSchema>;
