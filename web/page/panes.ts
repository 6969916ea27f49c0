import { createSignal } from 'solid-js';
import * as z from 'zod/mini';
import { keep } from '../storage.ts';

/** The panes that can be resized and hidden, in px. */
export const paneLimits = {
  files: { initial: 216, min: 160, max: 480 },
  chat: { initial: 400, min: 280, max: 720 },
  output: { initial: 236, min: 80, max: 640 },
} as const;
export type Pane = keyof typeof paneLimits;

const sizesSchema = z.object({ files: z.number(), chat: z.number(), output: z.number() });
const shownSchema = z.object({ files: z.boolean(), chat: z.boolean(), output: z.boolean() });

/** The sizes of the panes and which are shown on a wide page, stored in this browser. */
export function createPanes() {
  const kept = keep('panes', sizesSchema, {
    files: paneLimits.files.initial,
    chat: paneLimits.chat.initial,
    output: paneLimits.output.initial,
  });
  const [sizes, setSizes] = createSignal(kept.get());
  const keptShown = keep('panes-shown', shownSchema, { files: true, chat: true, output: true });
  const [shown, setShown] = createSignal(keptShown.get());
  return {
    sizes,
    shown,
    show: (pane: Pane, on: boolean): void => {
      setShown({ ...shown(), [pane]: on });
      keptShown.set(shown());
    },
    resize: (pane: Pane, px: number): void => {
      const { min, max } = paneLimits[pane];
      setSizes({ ...sizes(), [pane]: Math.round(Math.min(max, Math.max(min, px))) });
      kept.set(sizes());
    },
  };
}
