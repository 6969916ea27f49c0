import { isDeepStrictEqual, types } from 'node:util';

/** Whether two values are equal as `assert.deepEqual` has it: what is no object by `==`, and prototypes do not matter. */
export const isLooselyEqual = (a: unknown, b: unknown): boolean => equal(a, b, new Map());

function equal(a: unknown, b: unknown, seen: Map<object, unknown>): boolean {
  if (!isObject(a) || !isObject(b)) {
    // oxlint-disable-next-line eqeqeq -- that is what it means
    return isObject(a) || isObject(b) ? false : a == b || (Number.isNaN(a) && Number.isNaN(b));
  }
  if (a === b || seen.get(a) === b) return true;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  seen.set(a, b);
  const special = specialEqual(a, b, seen);
  if (special === false) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(Reflect.get(a, key), Reflect.get(b, key), seen))
  );
}

/** Whether what is no property of two objects is equal; undefined when there is nothing of the kind. */
function specialEqual(a: object, b: object, seen: Map<object, unknown>): boolean | undefined {
  if (types.isMap(a) && types.isMap(b)) return sameEntries([...a], [...b], seen);
  if (types.isSet(a) && types.isSet(b)) return sameEntries([...a], [...b], seen);
  const isSpecial = (value: object): boolean =>
    types.isMap(value) || types.isSet(value) || types.isDate(value) || types.isRegExp(value);
  if (types.isDate(a) && types.isDate(b)) return a.getTime() === b.getTime();
  if (types.isRegExp(a) && types.isRegExp(b)) return String(a) === String(b);
  if (a instanceof Error && b instanceof Error) return a.message === b.message && a.name === b.name;
  if (types.isBoxedPrimitive(a) || types.isBoxedPrimitive(b)) return isDeepStrictEqual(a, b);
  return isSpecial(a) || isSpecial(b) ? false : undefined;
}

/** Each of the first has one of its own among the second, in any order. */
function sameEntries(a: unknown[], b: unknown[], seen: Map<object, unknown>): boolean {
  if (a.length !== b.length) return false;
  const left = new Set(b);
  return a.every((entry) => {
    for (const other of left) {
      if (equal(entry, other, new Map(seen))) return left.delete(other);
    }
    return false;
  });
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
