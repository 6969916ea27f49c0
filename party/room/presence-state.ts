import { wireLimits } from '../../shared/limits.ts';
import { presenceSchema } from '../../shared/presence.ts';
import type { Role, User } from '../../shared/roles.ts';

const { user: _user, role: _role, ...fieldSchemas } = presenceSchema.shape;
const encoder = new TextEncoder();

/**
 * A client's state, as JSON, with the verified identity and role in it. Leaves out known fields of another shape, and
 * what would make the state too large: stock clients have fields of their own, and use our names for other
 * things.
 *
 * @throws when `json` is not an object
 */
export function stamp(json: string, { user, role }: { user: User; role: Role }): string {
  const state: unknown = JSON.parse(json);
  if (typeof state !== 'object' || state === null || Array.isArray(state))
    throw new Error('a state that is not an object');
  let stamped = `{"user":${JSON.stringify(user)},"role":${JSON.stringify(role)}`;
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

/** The fields that may be shown, ours first: other fields must not crowd them out. */
function* fieldsOf(state: object): Generator<[name: string, value: unknown]> {
  const fields = new Map<string, unknown>(Object.entries(state));
  fields.delete('user');
  fields.delete('role');
  for (const [name, schema] of Object.entries(fieldSchemas)) {
    const { data } = schema.safeParse(fields.get(name));
    if (data !== undefined) yield [name, data];
    fields.delete(name);
  }
  yield* fields;
}
