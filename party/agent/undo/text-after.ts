import * as Y from 'yjs';
import type { IdRange } from '../text/id-range.ts';
import { cutAt, IdSet } from './id-set.ts';
import { itemsOf } from '../../../shared/yjs-internals.ts';

/** Consecutive characters as a plan leaves them. The text after it does not have the `hidden` ones. */
export interface TextRun extends IdRange {
  text: string;
  change?: 'hidden' | 'shown';
}

/** What a text will be once some characters are hidden and others shown; changes nothing. */
export function textAfter(
  text: Y.Text,
  plan: { hide: readonly { at: IdRange }[]; show: readonly { at: IdRange }[] },
): { text: string; runs: TextRun[] } {
  const hide = new IdSet(plan.hide.map(({ at }) => at));
  const show = new IdSet(plan.show.map(({ at }) => at));
  const bounds = Map.groupBy([...hide, ...show], ({ client }) => client);
  const runs: TextRun[] = [];
  for (const item of itemsOf(text)) {
    const { content } = item;
    if (!(content instanceof Y.ContentString)) continue;
    const { client, clock } = item.id;
    for (const part of cutAt({ client, clock, length: item.length }, bounds.get(client) ?? [])) {
      const isShown = item.deleted && show.has(client, part.clock);
      if (item.deleted && !isShown) continue;
      const run: TextRun = {
        ...part,
        text: content.str.slice(part.clock - clock, part.clock - clock + part.length),
      };
      if (isShown) run.change = 'shown';
      else if (hide.has(client, part.clock)) run.change = 'hidden';
      runs.push(run);
    }
  }
  return { text: runs.map((run) => (run.change === 'hidden' ? '' : run.text)).join(''), runs };
}
