import { createRoot, createSignal } from 'solid-js';
import * as z from 'zod/mini';
import { keep } from '../storage.ts';

export const fontSizes = { min: 10, max: 24, initial: 13 } as const;

const settingsSchema = z.object({
  /** The font size of code, in px. */
  fontSize: z.int().check(z.gte(fontSizes.min), z.lte(fontSizes.max)),
  wrap: z.boolean(),
  minimap: z.boolean(),
  /** Whether to show who joins and leaves. */
  notices: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

const kept = keep('settings', settingsSchema, {
  fontSize: fontSizes.initial,
  wrap: false,
  minimap: false,
  notices: true,
});

/** This person's settings, the same in every room and tab of this browser. */
const { settings, refresh } = createRoot(() => {
  const [settings, setSettings] = createSignal(kept.get());
  return { settings, refresh: () => setSettings(kept.get()) };
});
export { settings };

export function choose(change: Partial<Settings>): void {
  kept.set({ ...settings(), ...change });
  refresh();
}

window.addEventListener('storage', () => refresh());
