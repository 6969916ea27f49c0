import * as z from 'zod/mini';
import type { Links } from '../../shared/session.ts';
import { drop, keep } from '../storage.ts';

/** The keys of a room that this browser's person owns. */
const keysSchema = z.nullable(z.object({ owner: z.string(), edit: z.string() }));
const keptFor = (room: string) => keep(`owner:${room}`, keysSchema, null);

export type OwnerKeys = z.infer<typeof keysSchema>;

/** The key in a link. */
export const keyIn = (link: string): string => link.slice(link.indexOf('#') + 1);

/**
 * Keeps an owner's key in this browser, so that the address need not show it. @returns false when the browser stores
 * nothing: then only the address can keep it over a reload.
 */
export function keepOwnership(room: string, { owner, edit }: Pick<Links, 'owner' | 'edit'>): boolean {
  return keptFor(room).set({ owner: keyIn(owner), edit: keyIn(edit) });
}

/** The owner's key for an edit link, if this browser has it. Owners who open the view link see what viewers see. */
export function ownerKeyFor(room: string, editKey: string): string | undefined {
  const kept = keptFor(room).get();
  return kept?.edit === editKey ? kept.owner : undefined;
}

export const ownerKeysOf = (room: string): OwnerKeys => keptFor(room).get();
export const restoreOwnership = (room: string, keys: OwnerKeys): void => void keptFor(room).set(keys);
export const forgetOwnership = (room: string): void => drop(`owner:${room}`);
