import type { StoredMention, Mention } from '../../../shared/chat.ts';
import { TandemError } from '../../../shared/errors.ts';
import { normalizePath } from '../../../shared/paths.ts';
import type { OutputEntry } from '../../../shared/run.ts';
import { truncateLines, truncateOutput } from '../text/truncate.ts';

/** Looks up what mentions refer to. */
export interface MentionSource {
  /** The current text of a file, if it exists. */
  file(path: string): string | undefined;
  /** @throws TandemError `not_found` */
  run(runId: string): { run: { number: number; entry: string }; output: readonly OutputEntry[] };
}

/** A mention with its text for the model, if it has one. */
export interface Resolved {
  stored: StoredMention;
  text?: string;
}

/** Reads what a message mentions, as it is now. @throws TandemError `not_found`, `bad_request` */
export function resolveMentions(mentions: readonly Mention[], source: MentionSource): Resolved[] {
  const seen = new Set<string>();
  return mentions
    .map((mention) => resolve(mention, source))
    .filter(({ stored: { label } }) => !seen.has(label) && seen.add(label));
}

function resolve(mention: Mention, source: MentionSource): Resolved {
  switch (mention.kind) {
    case 'file': {
      const path = normalizePath(mention.path);
      const { text, note } = truncateLines(readFile(path, source));
      return resolved({ ...mention, path }, path, `file ${path}`, text, note);
    }
    case 'selection': {
      const path = normalizePath(mention.path);
      const [from, to] = [Math.min(mention.from, mention.to), Math.max(mention.from, mention.to)];
      const whole = readFile(path, source);
      if (from > whole.split('\n').length) {
        throw new TandemError('not_found', `${path} does not have ${from} lines any more.`);
      }
      const { text } = truncateLines(whole, { from, to });
      const missing = to - from + 1 - text.split('\n').length;
      const note = missing > 0 ? `Its last ${missing} lines are left out.` : undefined;
      const place = `${path}:${from === to ? from : `${from}-${to}`}`;
      return resolved({ ...mention, path, from, to }, place, `selection ${place}`, text, note);
    }
    case 'person':
      return { stored: { mention, label: mention.name } };
    case 'output':
    default: {
      const { run, output } = source.run(mention.runId);
      const { text, note } = truncateOutput(output.map((entry) => entry.text).join('\n'));
      const label = `output-${run.number}`;
      return resolved(mention, label, `output of run ${run.number}, ${run.entry}`, text, note);
    }
  }
}

function readFile(path: string, source: MentionSource): string {
  const text = source.file(path);
  if (text === undefined) throw new TandemError('not_found', `There is no file “${path}” in the room now.`);
  return text;
}

function resolved(mention: Mention, label: string, what: string, text: string, note?: string): Resolved {
  // Longer than any fence in the text, so that the text cannot close its own.
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  const head = `@${label} is the ${what}${note === undefined ? '' : ` (${note})`}:`;
  return {
    stored: { mention, label, ...(note === undefined ? {} : { note }) },
    text: `${head}\n${fence}\n${text}\n${fence}`,
  };
}
