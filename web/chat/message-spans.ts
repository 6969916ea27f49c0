import type { StoredMention } from '../../shared/chat.ts';

/** A part of a person's message: plain text, a mention, or the agent's name. */
export interface MessageSpan {
  text: string;
  mention?: StoredMention;
  agent?: true;
}

/** Splits a text at its mentions and at `@agent`. */
export function splitMentions(text: string, mentions: readonly StoredMention[]): MessageSpan[] {
  const byLabel = new Map(mentions.map((mention) => [mention.label, mention]));
  const pieces: MessageSpan[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?<![\w@])@([^\s@]+)/g)) {
    const piece = readPiece(match[1] ?? '', byLabel);
    if (!piece) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push(piece);
    from = match.index + piece.text.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

function readPiece(word: string, byLabel: ReadonlyMap<string, StoredMention>): MessageSpan | undefined {
  for (const label of [word, word.replace(/[.,:;!?)]+$/, '')]) {
    const mention = byLabel.get(label);
    if (mention) return { text: `@${label}`, mention };
  }
  return /^agent\b/i.test(word) ? { text: '@agent', agent: true } : undefined;
}
