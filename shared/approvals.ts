import type * as Y from 'yjs';
import * as z from 'zod/mini';
import { metaValues, setMeta } from './meta.ts';
import { agentLimits } from './limits.ts';
import { userSchema } from './roles.ts';

/** What the agent does that the room's people can want to be asked about. */
export const askKindSchema = z.enum(['edit', 'delete', 'run', 'bash', 'fetch']);
export type AskKind = z.infer<typeof askKindSchema>;

/** What a room can choose to be asked about. Where the agent may read from is chosen host by host. */
export const choosableAskKinds = ['edit', 'delete', 'run', 'bash'] as const satisfies readonly AskKind[];

const asksByDefault: Readonly<Record<AskKind, boolean>> = {
  edit: false,
  delete: true,
  run: false,
  bash: true,
  fetch: true,
};

const prefix = 'approval:';
/** Whether a key of `meta` says what is asked about. */
export const isApprovalKey = (key: string): boolean => key.startsWith(prefix);
const settingSchema = z.object({ asks: z.boolean() });

/** A fetch is allowed for one host: there is no setting for all of them. */
const settingKey = (kind: AskKind, host: string): string => (kind === 'fetch' ? `${kind}:${host}` : kind);

/**
 * Whether the agent asks before it does this; a setting of the room, the same for everyone.
 * @param host of a fetch, with its port where that is not the usual one
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

/** The hosts that the agent may read from without asking. */
export function allowedHosts(doc: Y.Doc): string[] {
  const hosts = metaValues(doc, `${prefix}fetch:`).map(([host]) => host);
  return hosts.filter((host) => !asksBefore(doc, 'fetch', host)).sort();
}

/**
 * `pending` until someone decides; `expired` when nobody did in time, `stopped` with the turn, `cut` when a kill of
 * the server ended the turn, or what it was about changed then. Only `allowed` lets anything happen.
 */
const approvalStateSchema = z.enum(['pending', 'allowed', 'denied', 'expired', 'stopped', 'cut']);

/** One question of the agent, as every page knows it. */
export const approvalSchema = z.object({
  id: z.string(),
  turn: z.string(),
  /** The tool call that waits, by the model's id for it. */
  callId: z.string(),
  tool: z.string(),
  kind: askKindSchema,
  /** The file; for a fetch the host, for a command the files that it would change. */
  path: z.string(),
  /** The whole command, or the whole request, as it would be made. */
  request: z.optional(z.string()),
  /** What would change, while it waits: `@@ line @@`, then `-` and `+` lines; of a command, below a line for each file. */
  diff: z.optional(z.string()),
  /** Something to know before deciding. */
  note: z.optional(z.string()),
  /** ms since the epoch. */
  at: z.number(),
  until: z.number(),
  state: approvalStateSchema,
  /** Who decided. */
  by: z.optional(userSchema),
  /** It was allowed for this kind from then on, by the room's setting. */
  always: z.optional(z.literal(true)),
  /** Why it was denied. */
  reason: z.optional(z.string()),
});
export type Approval = z.infer<typeof approvalSchema>;

/** Body of `POST approvals/<id>`. */
export const decisionSchema = z.strictObject({
  decision: z.enum(['allow', 'always', 'deny']),
  reason: z.optional(z.string().check(z.trim(), z.maxLength(agentLimits.maxReasonLength))),
});
export type Decision = z.infer<typeof decisionSchema>;
