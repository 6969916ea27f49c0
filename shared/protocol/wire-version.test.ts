import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import * as approvals from '../approvals.ts';
import * as chat from '../chat.ts';
import * as errors from '../errors.ts';
import * as host from '../host.ts';
import * as presence from '../presence.ts';
import * as purge from '../purge.ts';
import * as roles from '../roles.ts';
import * as run from '../run.ts';
import * as session from '../session.ts';
import * as terminal from '../terminal.ts';
import * as tools from '../tools.ts';
import * as turn from '../turn.ts';
import * as version from '../version.ts';
import * as control from './control.ts';
import { wireVersion } from './wire-version.ts';

/** The hash of each version's schemas. Only add entries, never change one: older pages rely on them. */
const hashes: Record<number, string> = {
  1: 'f2421f9f8cba15fdc3f7754d65de836995c52818b2e8dfbe186f7952376c29ce',
};

/** Limits may change within a version: they are not part of the shape. */
const limits = new Set([
  'maxLength',
  'minLength',
  'maximum',
  'minimum',
  'maxItems',
  'minItems',
  'pattern',
  '$schema',
]);

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !limits.has(key))
      .map(([key, inner]) => [key, shapeOf(inner)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const modules = {
  approvals,
  chat,
  errors,
  host,
  presence,
  purge,
  roles,
  run,
  session,
  terminal,
  tools,
  turn,
  version,
  control,
};

const shapes = Object.entries(modules).flatMap(([module, exported]) =>
  Object.entries(exported as Record<string, unknown>).flatMap(([name, schema]) =>
    schema instanceof z.core.$ZodType
      ? [
          [
            `${module}.${name}`,
            shapeOf(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })),
          ] as const,
        ]
      : [],
  ),
);

it('K14 the wire schemas stay the same within a version', () => {
  expect(shapes.length).toBeGreaterThan(30);
  const hash = createHash('sha256')
    .update(JSON.stringify(shapes.toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');
  expect(hash, 'A schema of the wire has changed: raise wireVersion and add its hash.').toBe(
    hashes[wireVersion],
  );
});
