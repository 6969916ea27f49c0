import * as Y from 'yjs';
import { isSetting } from '../../shared/meta.ts';
import { type Deletions, type Struct, structAt, takeAny } from './structs.ts';

const isOfSetting = (doc: Y.Doc, struct: Struct | undefined): boolean =>
  struct instanceof Y.Item && isSetting(doc, struct);

/**
 * Whether a struct that is about to come sets a setting of the room. It names its place itself, or takes that of a
 * neighbour; of a row of them that come together the first one tells.
 */
export function writesSetting(doc: Y.Doc, struct: Struct): boolean {
  if (!(struct instanceof Y.Item)) return false;
  if (isSetting(doc, struct)) return true;
  return [struct.origin, struct.rightOrigin].some((id) => id !== null && isOfSetting(doc, structAt(doc, id)));
}

/** Whether deletions, all of what is here or comes with them, take a setting away. */
export function takesSetting(doc: Y.Doc, deletions: Deletions): boolean {
  return takeAny(doc, deletions, (struct) => isOfSetting(doc, struct));
}
