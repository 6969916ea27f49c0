import { createHash } from 'node:crypto';
import * as Y from 'yjs';

/** The text that everybody writes in. */
export const sharedText = 'shared';

/** The same for two documents exactly when they hold the same of these texts and of everything else. */
export function digestOf(doc: Y.Doc, texts: readonly string[]): string {
  const hash = createHash('sha256').update(Y.encodeStateVector(doc));
  for (const name of texts) hash.update(JSON.stringify([name, doc.getText(name).toJSON()]));
  return hash.digest('base64');
}
