import { inspect, type InspectOptions } from 'node:util';
import { define } from './property.ts';

/** Shows the platform's objects as Node shows its own: workerd shows other properties of them, in another order. */

/** Objects with the listed properties. */
const records: Record<string, string> = {
  AbortSignal: 'aborted',
  Event: 'type defaultPrevented cancelable timeStamp',
  Response: 'status statusText headers body bodyUsed ok redirected type url',
  URL: 'href origin protocol username password host hostname port pathname search searchParams hash',
};

/** Lists of names and values, which are shown as properties. */
const lists = ['FormData', 'Headers'];

type Inspect = (this: object, depth: number, options: InspectOptions) => unknown;

const installed = new Set<unknown>();

/** Whether this is the platform's own `[inspect.custom]`, and not a program's. */
export const isPlatformInspect = (method: unknown): boolean => installed.has(method);

/** Called before the program, which may replace the classes. */
export function installPlatformInspect(): void {
  for (const [name, properties] of Object.entries(records)) {
    const names = properties.split(' ');
    install(name, (shown) => Object.fromEntries(names.map((each) => [each, Reflect.get(shown, each)])));
  }
  for (const name of lists) install(name, (shown) => Object.fromEntries(entriesOf(shown)));
  setInspect('URLSearchParams', function (_, options) {
    const pairs = entriesOf(this).map((pair) => pair.map((part) => inspect(part, options)).join(' => '));
    if (pairs.length === 0) return 'URLSearchParams {}';
    const line = pairs.join(', ');
    return line.length > (options.breakLength ?? 0)
      ? `URLSearchParams {\n  ${pairs.join(',\n  ')} }`
      : `URLSearchParams { ${line} }`;
  });
  installed.add(Reflect.get(prototypeOf('Buffer'), inspect.custom));
}

function install(name: string, partsOf: (shown: object) => object): void {
  setInspect(name, function (depth, options) {
    const parts = depth < 0 ? {} : partsOf(this);
    return `${name} ${inspect(parts, { ...options, depth })}`;
  });
}

function setInspect(name: string, method: Inspect): void {
  const prototype = prototypeOf(name);
  installed.add(method);
  define(prototype, inspect.custom, method);
  // workerd prefers what this property says.
  const own = Object.getOwnPropertySymbols(prototype).find(
    (key) => key.description === 'kResourceTypeInspect',
  );
  if (own !== undefined) Reflect.defineProperty(prototype, own, { value: undefined });
}

const prototypeOf = (name: string): object => Object(Reflect.get(globalThis, name)).prototype;

const entriesOf = (list: object): [string, unknown][] =>
  Symbol.iterator in list && typeof list[Symbol.iterator] === 'function'
    ? [...(list as Iterable<[string, unknown]>)]
    : [];
