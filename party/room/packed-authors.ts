import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { type Author, authorSchema } from '../../shared/roles.ts';

/** Encodes authors, each once with all of their client ids. */
export function packAuthors(entries: Iterable<readonly [clientId: number, author: Author]>): Uint8Array {
  const byAuthor = Map.groupBy(entries, ([, author]) => JSON.stringify(author));
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, byAuthor.size);
    for (const [json, its] of byAuthor) {
      encoding.writeVarString(encoder, json);
      encoding.writeVarUint(encoder, its.length);
      for (const [clientId] of its) encoding.writeVarUint(encoder, clientId);
    }
  });
}

/** @throws when the bytes are not what {@link packAuthors} returns */
export function unpackAuthors(bytes: Uint8Array): Map<number, Author> {
  const decoder = decoding.createDecoder(bytes);
  const authors = new Map<number, Author>();
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const author = authorSchema.parse(JSON.parse(decoding.readVarString(decoder)));
    for (let ids = decoding.readVarUint(decoder); ids > 0; ids--)
      authors.set(decoding.readVarUint(decoder), author);
  }
  return authors;
}
