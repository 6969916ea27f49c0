import * as z from 'zod/mini';
import { keep } from '../storage.ts';

const maxRecent = 5;
const kept = keep('recent-commands', z.array(z.string()), []);

/** The entries of the palette that were used last in this browser, the newest first. */
export const recentCommands = (): string[] => kept.get();

export const rememberCommand = (id: string): void =>
  void kept.set([id, ...kept.get().filter((other) => other !== id)].slice(0, maxRecent));
