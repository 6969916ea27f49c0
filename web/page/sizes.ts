import { createSignal } from 'solid-js';
import * as z from 'zod/mini';
import { keep } from '../storage.ts';

/** The panes that can be resized, in px. */
export const paneLimits = {
  files: { initial: 216, min: 140, max: 480 },
  chat: { initial: 400, min: 280, max: 720 },
  output: { initial: 236, min: 80, max: 640 },
} as const;
export type Pane = keyof typeof paneLimits;

const sizesSchema = z.object({ files: z.number(), chat: z.number(), output: z.number() });

/** The sizes of the panes, stored in this browser. */
export function createSizes() {
  const kept = keep('panes', sizesSchema, {
    files: paneLimits.files.initial,
    chat: paneLimits.chat.initial,
    output: paneLimits.output.initial,
  });
  const [sizes, setSizes] = createSignal(kept.get());
  const keptShown = keep('files-shown', z.boolean(), true);
  const [filesShown, setFilesShown] = createSignal(keptShown.get());
  return {
    sizes,
    /** Whether a wide page shows the files pane. */
    filesShown,
    showFiles: (shown: boolean): void => {
      setFilesShown(shown);
      keptShown.set(shown);
    },
    resize: (pane: Pane, px: number): void => {
      const { min, max } = paneLimits[pane];
      setSizes({ ...sizes(), [pane]: Math.round(Math.min(max, Math.max(min, px))) });
      kept.set(sizes());
    },
  };
}
