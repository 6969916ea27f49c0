/// <reference types="vite/types/importMeta.d.ts" />
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { coderAnswers } from '../coder-answers.ts';
import { statusByCode } from '../errors.ts';
import { toolOutputs } from '../tools.ts';
import { markerSchema } from './chunks.ts';
import { closeCode } from './close.ts';
import { messageType } from './frames.ts';
import { servedVersions, wireVersion } from './wire-version.ts';

/**
 * The hash of each version's schemas. Add an entry for a new shape; change one only when the shapes are as they were and
 * schemas were renamed, moved or covered for the first time: pages of that version rely on the shapes.
 */
const hashes: Record<number, string> = {
  1: 'c38b85a4a9e29773e01da1b53600f21a1dd4539cdad6e3505943a569b4559844',
  2: '1aecc8ced0fe018c588970d5ebc6a866f24f52d08b74ce9b4d8b05d00ed86ce9',
  3: '1069ce48dbcc957cd159b2df53c75689005d9f102a61e9664200c5abcc583c9e',
  4: '51202a3a8bd04be0fe20f6baded1df87b89ec8039faecf183844334778a3e7ee',
  5: '6a0570c144e2c056db6b3254fdd209a15f7529ba10511a73396c4145838c5942',
  6: '64282fb4bffb08ce58225f693f4616882b38aa6ab9cfeb32def6b8617737193f',
};

/** Every module of `shared/`, so that no schema is left out. */
const modules = import.meta.glob<Record<string, unknown>>(['../**/*.ts', '!../**/*.test.ts'], {
  eager: true,
});

/** What a change within a version may change: limits, and the texts that describe a tool's inputs to a model. */
const changeable = new Set([
  'maxLength',
  'minLength',
  'maximum',
  'minimum',
  'maxItems',
  'minItems',
  'description',
  '$schema',
]);

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const sorted = (entries: [string, unknown][]): Json =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** A JSON schema without what may change. The keys of `properties` are names, whatever they are. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (!isObject(value)) return value;
  return sorted(
    Object.entries(value)
      .filter(([key]) => !changeable.has(key))
      .map(([key, inner]) => [
        key,
        key === 'properties' && isObject(inner)
          ? sorted(Object.entries(inner).map(([name, schema]) => [name, shapeOf(schema)]))
          : shapeOf(inner),
      ]),
  );
}

/** A schema, or each schema of a record of them. */
function schemasIn(name: string, value: unknown): [string, z.core.$ZodType][] {
  if (value instanceof z.core.$ZodType) return [[name, value]];
  const isRecord = isObject(value) && Object.getPrototypeOf(value) === Object.prototype;
  return isRecord ? Object.entries(value).flatMap(([key, inner]) => schemasIn(`${name}.${key}`, inner)) : [];
}

const schemas = Object.entries(modules).flatMap(([module, exported]) =>
  Object.entries(exported).flatMap(([name, value]) => schemasIn(`${module} ${name}`, value)),
);
const shapes = schemas.map(([name, schema]): [string, unknown] => [
  name,
  shapeOf(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })),
]);

const hashOf = (shape: Json): string => createHash('sha256').update(JSON.stringify(shape)).digest('hex');

it('K14 the wire schemas and codes stay the same within a version', () => {
  const found = schemas.map(([, schema]) => schema);
  for (const schema of [toolOutputs.run, coderAnswers['GET files'], markerSchema])
    expect(found).toContain(schema);
  const codes = { closeCode, messageType, errors: Object.keys(statusByCode) };
  const hash = hashOf({ shapes: sorted(shapes), codes });
  expect(hash, 'A schema or code of the wire has changed: raise wireVersion and add its hash.').toBe(
    hashes[wireVersion],
  );
});

/** The hash of each version's control messages. */
const controlHashes: Record<string, string> = {
  1: '32b1b2d37f81396f84de54081f12aeff1990459b7eb1aeb1bfb57672a4834ba5',
  2: '32b1b2d37f81396f84de54081f12aeff1990459b7eb1aeb1bfb57672a4834ba5',
  3: '32b1b2d37f81396f84de54081f12aeff1990459b7eb1aeb1bfb57672a4834ba5',
  4: '32b1b2d37f81396f84de54081f12aeff1990459b7eb1aeb1bfb57672a4834ba5',
  5: '32b1b2d37f81396f84de54081f12aeff1990459b7eb1aeb1bfb57672a4834ba5',
  6: '32b1b2d37f81396f84de54081f12aeff1990459b7eb1aeb1bfb57672a4834ba5',
};

it('K14 a room serves the versions whose control messages are those of today', () => {
  const control = shapes.filter(([name]) => name.startsWith('./control.ts '));
  expect(control.length).toBeGreaterThan(1);
  const hash = hashOf(sorted(control));
  const same = Object.keys(controlHashes).filter((version) => controlHashes[version] === hash);
  expect(servedVersions).toEqual(same);
  expect(servedVersions).toContain(`${wireVersion}`);
});

it('K14 a pattern is part of a shape, a length is not', () => {
  const shape = (schema: z.ZodMiniType): unknown => shapeOf(z.toJSONSchema(schema));
  const text = z.object({ pattern: z.string() });
  expect(shape(z.object({ pattern: z.string().check(z.maxLength(9)) }))).toEqual(shape(text));
  expect(shape(z.object({ pattern: z.string().check(z.regex(/^a/)) }))).not.toEqual(shape(text));
  expect(shape(z.object({}))).not.toEqual(shape(text));
});
