import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js';
import type * as Y from 'yjs';
import type { Present, Room } from '../room.ts';

/** Whom the editor looks at: once, or as long as they are followed. */
export interface FollowTarget {
  userId: string;
  following: boolean;
}

/** Going to where someone is, and staying with them. */
export interface Follow {
  target: () => FollowTarget | undefined;
  /** Who is followed, as they are now. */
  followed: () => Present | undefined;
  /** Goes to someone; called again for the same one, follows them; and then ends it. */
  next: (userId: string) => 'gone to' | 'followed' | 'left';
  /** One's own edit, click or key: the view is one's own again. */
  end: () => void;
}

/** The file in front, which follows the one that is looked at. */
interface ShownFile {
  active: () => { id: string } | undefined;
  openPreview: (fileId: string) => void;
}

export function createFollow(room: Room, files: ShownFile): Follow {
  const [gaze, setGaze] = createSignal<FollowTarget>();
  const target = createMemo(() => {
    const userId = gaze()?.userId;
    const agent = room.agent();
    if (agent && agent.user.id === userId) return agent;
    return room.people().find((one) => one.user.id === userId);
  });
  const targetFile = createMemo(() => {
    const id = target()?.file;
    return room.files().some((file) => file.id === id) ? (id ?? undefined) : undefined;
  });
  const end = (): void => {
    setGaze(undefined);
  };

  createEffect(
    on([gaze, targetFile], ([now, file], before) => {
      // A look happens once: where they go after it does not matter.
      const looked = before?.[0] === now;
      if (now && file !== undefined && (now.following || !looked)) files.openPreview(file);
    }),
  );
  createEffect(() => {
    if (gaze() && !target()) end();
  });
  createEffect(
    on(
      () => files.active()?.id,
      (shown) => {
        if (gaze() && targetFile() !== undefined && shown !== targetFile()) end();
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
    target: gaze,
    followed: () => (gaze()?.following ? target() : undefined),
    next: (userId) => {
      const now = gaze();
      const again = now?.userId === userId;
      if (again && now.following) {
        end();
        return 'left';
      }
      setGaze({ userId, following: again });
      return again ? 'followed' : 'gone to';
    },
    end,
  };
}
