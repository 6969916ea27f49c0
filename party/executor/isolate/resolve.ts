import { type Builtin, builtinOf, isUnavailable, refusalOf } from './node-modules.ts';
import { candidates, isRelative, moduleExtensions, namedPath } from './module-paths.ts';

/** What an import specifier resolves to: a file of the room, one of Node's modules, or an error. */
export type Resolution = { path: string } | { builtin: Builtin } | { problem: string };

/** Resolves an import in the file `from`. `has` says whether the room has a file at a path. */
export function resolveSpecifier(
  specifier: string,
  from: string,
  has: (path: string) => boolean,
): Resolution {
  const builtin = builtinOf(specifier);
  if (builtin) return { builtin };
  if (/^(node|cloudflare|workerd):/.test(specifier)) {
    return { problem: refusalOf(specifier) };
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(specifier)) {
    return { problem: `“${specifier}” cannot be imported: only files of this room can.` };
  }
  const named = namedPath(specifier, from);
  if (named === undefined) return { problem: `“${specifier}” leads out of the room.` };
  const path = candidates(named).find(has);
  if (path === undefined) {
    if (isUnavailable(specifier)) return { problem: refusalOf(specifier) };
    return {
      problem:
        isRelative(specifier) || /^[#/]/.test(specifier)
          ? `Cannot find module '${specifier}'`
          : `There is no file and no package “${specifier}” here: npm packages cannot be imported yet, only files of this room.`,
    };
  }
  if (!moduleExtensions.some((extension) => path.endsWith(extension))) {
    return { problem: `“${path}” cannot be imported: it is not TypeScript, JavaScript or JSON.` };
  }
  return { path };
}
