import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import type * as Y from 'yjs';
import type { Present } from '../room/present.ts';
import type { Room } from '../room/room.ts';

/** Whose cursor the editor reveals: once, or continuously while they are followed. */
export interface FollowTarget {
  userId: string;
  following: boolean;
}

/** Going to someone's cursor, and following them. */
export interface Follow {
  target: () => FollowTarget | undefined;
  /** The followed person, with their current presence. */
  followed: () => Present | undefined;
  /** Goes to someone; for the same person again, follows them, and then stops. */
  next: (userId: string) => 'gone to' | 'followed' | 'left';
  /** Follows someone at once. */
  start: (userId: string) => void;
  /** Stops following, for example on one's own edit, click or key. */
  end: () => void;
}

/** The file in front, which changes to the followed person's file. */
interface ShownFile {
  active: () => { id: string } | undefined;
  openPreview: (fileId: string) => void;
}

export function createFollow(room: Room, files: ShownFile): Follow {
  const [followTarget, setFollowTarget] = createSignal<FollowTarget>();
  const target = createMemo(() => {
    const userId = followTarget()?.userId;
    const agent = room.agent();
    if (agent && agent.user.id === userId) return agent;
    return room.people().find((one) => one.user.id === userId);
  });
  const targetFile = createMemo(() => {
    const id = target()?.file;
    return room.files().some((file) => file.id === id) ? (id ?? undefined) : undefined;
  });
  const end = (): void => {
    setFollowTarget(undefined);
  };

  createEffect(
    on([followTarget, targetFile], ([now, file], before) => {
      // Going to someone opens their file once; only following opens the next ones.
      const alreadyShown = before?.[0] === now;
      if (now && file !== undefined && (now.following || !alreadyShown)) files.openPreview(file);
    }),
  );
  createEffect(() => {
    if (followTarget() && !target()) end();
  });
  createEffect(
    on(
      () => files.active()?.id,
      (shown) => {
        if (followTarget() && targetFile() !== undefined && shown !== targetFile()) end();
      },
      { defer: true },
    ),
  );
  const onUpdate = (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, change: Y.Transaction): void => {
    if (change.local) end();
  };
  room.doc.on('update', onUpdate);
  onCleanup(() => room.doc.off('update', onUpdate));

  return {
    target: followTarget,
    followed: () => (followTarget()?.following ? target() : undefined),
    next: (userId) => {
      const now = followTarget();
      const again = now?.userId === userId;
      if (again && now.following) {
        end();
        return 'left';
      }
      setFollowTarget({ userId, following: again });
      return again ? 'followed' : 'gone to';
    },
    start: (userId) => void setFollowTarget({ userId, following: true }),
    end,
  };
}
