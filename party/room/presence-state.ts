import { wireLimits } from '../../shared/limits.ts';
import { presenceSchema } from '../../shared/presence.ts';
import type { User } from '../../shared/roles.ts';

const { user: _stamped, ...fieldSchemas } = presenceSchema.shape;
const encoder = new TextEncoder();

/**
 * A client's state with the verified identity in it. A field of ours that has another shape is left out, and so is
 * what makes the state too large: stock clients have fields of their own, and names of ours for other things.
 *
 * @throws when it is no state at all
 */
export function stamp(json: string, user: User): string {
  const state: unknown = JSON.parse(json);
  if (typeof state !== 'object' || state === null || Array.isArray(state))
    throw new Error('a state that is no object');
  let stamped = `{"user":${JSON.stringify(user)}`;
  let left = wireLimits.maxAwarenessBytes - encoder.encode(stamped).length - 1;
  for (const [name, value] of fieldsOf(state)) {
    const field = `,${JSON.stringify(name)}:${JSON.stringify(value)}`;
    const bytes = encoder.encode(field).length;
    if (bytes > left) continue;
    stamped += field;
    left -= bytes;
  }
  return `${stamped}}`;
}

/** The fields that may be shown, ours first: what others there are must not crowd them out. */
function* fieldsOf(state: object): Generator<[name: string, value: unknown]> {
  const fields = new Map<string, unknown>(Object.entries(state));
  fields.delete('user');
  for (const [name, schema] of Object.entries(fieldSchemas)) {
    const { data } = schema.safeParse(fields.get(name));
    if (data !== undefined) yield [name, data];
    fields.delete(name);
  }
  yield* fields;
}
