import { define } from './property.ts';

/**
 * Hides the guard from programs that read or print a function's source.
 * @param guardName how the program calls its guard
 * @returns removes the guard's calls from a text
 */
export function hideGuard(guardName: string): (text: string) => string {
  const name = guardName.replaceAll('$', String.raw`\$`);
  const calls = new RegExp(
    String.raw`\{/\*\*/${name}\(\);|/\*${name}\*/[)}]|\(${name}\(\),|${name}\(\);`,
    'g',
  );
  const imports = new RegExp(String.raw`${name}(import)\(\d+\)`, 'g');
  const withoutGuard = (text: string): string =>
    text.includes(guardName) ? text.replace(calls, '').replace(imports, '$1') : text;
  // oxlint-disable-next-line typescript/unbound-method -- called with the original receiver below
  const platform = Function.prototype.toString;
  define(Function.prototype, 'toString', function toString(this: unknown): string {
    return withoutGuard(Reflect.apply(platform, this, []));
  });
  return withoutGuard;
}
