import type { Mention } from '../../shared/chat.ts';
import { pathOf, textOf } from '../../shared/doc.ts';
import { presenceSchema } from '../../shared/presence.ts';
import type { Room } from '../room/room.ts';
import { offsetsOf } from './positions.ts';
import { plainText } from '../../shared/text.ts';

/** The lines that this page's person has selected, from their presence; undefined when nothing is selected. */
export function selectedLines({ doc, awareness }: Room): Extract<Mention, { kind: 'selection' }> | undefined {
  const presence = presenceSchema.safeParse(awareness.getLocalState());
  const { file, selection } = presence.success ? presence.data : {};
  const text = file ? textOf(doc, file) : undefined;
  const path = file ? pathOf(doc, file) : undefined;
  const offsets = text && selection ? offsetsOf(text, selection) : undefined;
  if (!text || path === undefined || !offsets || offsets.anchor === offsets.head) return undefined;
  const whole = plainText(text);
  const start = Math.min(offsets.anchor, offsets.head);
  const end = Math.max(offsets.anchor, offsets.head);
  const lineAt = (offset: number): number => whole.slice(0, offset).split('\n').length;
  // A selection of whole lines ends at the start of the line after them.
  return {
    kind: 'selection',
    path,
    from: lineAt(start),
    to: lineAt(whole[end - 1] === '\n' ? end - 1 : end),
  };
}
