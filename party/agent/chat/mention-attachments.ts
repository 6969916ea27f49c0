import type { KeptMention } from '../../../shared/chat.ts';
import { contentOf, fileIdAt } from '../../../shared/doc.ts';
import type { Said } from './chat-host.ts';
import { resolveMentions } from './resolve-mentions.ts';
import type { ChatRoom } from '../turn/start-turn.ts';
import type { Runner } from '../tools/tool-context.ts';

/** What a message mentions, as it is now. */
export interface Attached {
  /** What the transcript keeps of the mentions. */
  kept: { mentions?: KeptMention[] };
  /** For the model, beside the transcript. */
  texts: readonly string[];
}

/** Reads what a message mentions. @throws TandemError `not_found`, `unavailable` */
export async function readAttached(
  { mentions = [] }: Said,
  { room, runner }: { room: Pick<ChatRoom, 'doc' | 'join'>; runner: Pick<Runner, 'get'> },
): Promise<Attached> {
  if (mentions.length === 0) return { kept: {}, texts: [] };
  await room.join();
  const resolved = resolveMentions(mentions, {
    file: (path) => {
      const fileId = fileIdAt(room.doc, path);
      return fileId === undefined ? undefined : contentOf(room.doc, fileId);
    },
    run: (runId) => runner.get(runId),
  });
  return {
    kept: { mentions: resolved.map(({ kept }) => kept) },
    texts: resolved.map(({ text }) => text),
  };
}
