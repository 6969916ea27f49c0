const maxChunkUnits = 24;

/**
 * Splits text into chunks: words with the space after them, long ones in pieces, and several words to a chunk
 * when the whole would take more than `maxChunks`. Never splits a surrogate pair: half an emoji would never
 * converge.
 */
export function typingChunks(text: string, maxChunks: number): string[] {
  const words = text.match(/\s*\S+\s*|\s+/gu) ?? [];
  const pieces = words.flatMap((word) => (word.length <= maxChunkUnits ? [word] : pieceWord(word)));
  const perChunk = Math.ceil(pieces.length / Math.max(1, maxChunks));
  const chunks: string[] = [];
  for (let at = 0; at < pieces.length; at += perChunk) {
    chunks.push(pieces.slice(at, at + perChunk).join(''));
  }
  return chunks;
}

function pieceWord(word: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece.length + character.length > maxChunkUnits) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  pieces.push(piece);
  return pieces;
}
