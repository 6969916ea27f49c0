import type { StoredMention } from '../../../shared/chat.ts';
import { contentOf, fileIdAt } from '../../../shared/doc.ts';
import type { Draft } from './chat-host.ts';
import { resolveMentions } from './resolve-mentions.ts';
import type { ChatRoom } from '../turn/start-turn.ts';
import type { Runner } from '../tools/tool-context.ts';

/** A message's mentions, resolved. */
export interface Attached {
  /** What the transcript keeps of the mentions. */
  stored: { mentions?: StoredMention[] };
  /** The texts for the model, stored apart from the transcript. */
  texts: readonly string[];
}

/** Reads what a message mentions, as it is now. @throws TandemError `not_found`, `unavailable` */
export async function readAttached(
  { mentions = [] }: Draft,
  { room, runner }: { room: Pick<ChatRoom, 'doc' | 'join'>; runner: Pick<Runner, 'get'> },
): Promise<Attached> {
  if (mentions.length === 0) return { stored: {}, texts: [] };
  if (mentions.some(({ kind }) => kind !== 'person')) await room.join();
  const resolved = resolveMentions(mentions, {
    file: (path) => {
      const fileId = fileIdAt(room.doc, path);
      return fileId === undefined ? undefined : contentOf(room.doc, fileId);
    },
    run: (runId) => runner.get(runId),
  });
  return {
    stored: { mentions: resolved.map(({ stored }) => stored) },
    texts: resolved.flatMap(({ text }) => text ?? []),
  };
}
