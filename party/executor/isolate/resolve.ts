import { candidates, isRelative, moduleExtensions, namedPath } from './module-paths.ts';

/** What an import specifier resolves to: a file of the room, a replacement for one of Node's modules, or an error. */
export type Resolution = { path: string } | { builtin: Builtin } | { problem: string };

/** The isolate's replacements for Node's modules, with the names each exports. */
export const builtins = {
  'node-fs': new Set(
    'default appendFileSync existsSync mkdirSync promises readdirSync readFileSync unlinkSync writeFileSync'.split(
      ' ',
    ),
  ),
  'node-fs-promises': new Set(
    'default access appendFile copyFile exists lstat mkdir readFile readdir rename rm rmdir stat unlink writeFile'.split(
      ' ',
    ),
  ),
};
export type Builtin = keyof typeof builtins;

const builtinOf = new Map<string, Builtin>([
  ['fs', 'node-fs'],
  ['fs/promises', 'node-fs-promises'],
]);

/** Resolves an import in the file `from`. `has` says whether the room has a file at a path. */
export function resolveSpecifier(
  specifier: string,
  from: string,
  has: (path: string) => boolean,
): Resolution {
  const builtin = builtinOf.get(specifier.replace(/^node:/, ''));
  if (builtin) return { builtin };
  if (/^(node|cloudflare|workerd):/.test(specifier)) {
    return {
      problem: `“${specifier}” is not available here: of Node's modules, programs have “node:fs” and “node:fs/promises”.`,
    };
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(specifier)) {
    return { problem: `“${specifier}” cannot be imported: only files of this room can.` };
  }
  const named = namedPath(specifier, from);
  if (named === undefined) return { problem: `“${specifier}” leads out of the room.` };
  const path = candidates(named).find(has);
  if (path === undefined) {
    return {
      problem:
        isRelative(specifier) || /^[#/]/.test(specifier)
          ? `There is no file for “${specifier}” in this room.`
          : `There is no file and no package “${specifier}” here: npm packages cannot be imported yet, only files of this room.`,
    };
  }
  if (!moduleExtensions.some((extension) => path.endsWith(extension))) {
    return { problem: `“${path}” cannot be imported: it is not TypeScript, JavaScript or JSON.` };
  }
  return { path };
}
