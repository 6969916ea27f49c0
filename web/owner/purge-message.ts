import type { Purged } from '../../shared/purge.ts';

const pluralize = (n: number, one: string, many: string): string[] =>
  n === 0 ? [] : [`${n} ${n === 1 ? one : many}`];

/** A sentence that says where a purged text was. */
export function purgeMessage({ files, messages, runs, other }: Purged): string {
  const places = [
    ...pluralize(files, 'file', 'files'),
    ...pluralize(messages, 'message', 'messages'),
    ...pluralize(runs, 'run', 'runs'),
    ...pluralize(other, 'other record', 'other records'),
  ];
  const last = places.pop();
  if (last === undefined)
    return 'The text was in no file, message or run of this room. If it was in the history, it was deleted with that.';
  return `The text was removed from ${places.length === 0 ? last : `${places.join(', ')} and ${last}`}, and the history was deleted.`;
}
