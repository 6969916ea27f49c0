/**
 * What may import what: the table of CONTRIBUTING.md, as the lint rule `tandem/imports` reads it. A test compares the two.
 * What stands in no row imports nothing and is reported itself, so that a new file or folder is given its place first.
 */
interface Part {
  /** A file, or a folder with all that is in it. */
  path: string;
  /** The files and folders that it may import beside itself. */
  may: readonly string[];
  /** What is in the folder, from the ground up: each imports those before it alone. `*` are the files beside the folders. */
  floors?: readonly string[];
}

export const house: readonly Part[] = [
  { path: 'shared/', may: [] },
  { path: 'shared/protocol/', may: ['shared/'] },
  { path: 'party/auth.ts', may: ['shared/'] },
  { path: 'party/env.ts', may: ['shared/'] },
  { path: 'party/quotas/', may: ['shared/', 'party/auth.ts', 'party/env.ts'] },
  { path: 'party/room/', may: ['shared/', 'party/auth.ts'] },
  {
    path: 'party/agent/',
    may: ['shared/', 'party/auth.ts', 'party/env.ts', 'party/quotas/'],
    floors: [
      'storage/',
      'text/',
      'replica/',
      'undo/',
      'edits/',
      'models/',
      'host/',
      'runs/',
      'terminal/',
      'approvals/',
      'tools/',
      'turn/',
      'chat/',
      'owner/',
      'http/',
      'tables.ts',
      'workers.ts',
      'coder.ts',
    ],
  },
  { path: 'party/executor/', may: ['shared/'] },
  { path: 'party/ask-health.ts', may: ['shared/'] },
  {
    path: 'party/health.ts',
    may: ['shared/', 'party/ask-health.ts', 'party/auth.ts', 'party/env.ts', 'party/quotas/'],
  },
  { path: 'party/rooms.ts', may: ['shared/', 'party/auth.ts'] },
  { path: 'party/run-host.ts', may: ['shared/', 'party/env.ts'] },
  {
    path: 'party/worker.ts',
    may: [
      'shared/',
      'party/auth.ts',
      'party/env.ts',
      'party/quotas/',
      'party/agent/coder.ts',
      'party/agent/http/authenticate.ts',
      'party/health.ts',
      'party/rooms.ts',
      'party/run-host.ts',
    ],
  },
  {
    path: 'web/',
    may: ['shared/'],
    floors: [
      '*',
      'ui/',
      'room/',
      'coder/',
      'commands/',
      'import/',
      'owner/',
      'settings/',
      'presence/',
      'problems/',
      'runs/',
      'search/',
      'share/',
      'status/',
      'files/',
      'editor/',
      'chat/',
      'home/',
      'page/',
      'App.tsx',
      'main.tsx',
    ],
  },
  { path: 'scripts/', may: ['shared/'] },
];

/** The only files that import a module of the platform. */
export const hosts: readonly string[] = [
  'party/quotas/quotas.ts',
  'party/room/host-partykit.ts',
  'party/agent/coder.ts',
  'party/agent/chat/sdk-chat-host.ts',
  'party/executor/index.ts',
  'party/executor/loopbacks/',
  'party/executor/isolate/harness.ts',
  'party/executor/isolate/shell/main.ts',
  'party/executor/isolate/types/main.ts',
  'party/run-host.ts',
];

/** Each part, and each floor of a part that has some, with all that it may import. */
const places = new Map<string, readonly string[]>(
  house.flatMap(({ path, may, floors }) =>
    floors
      ? floors.map((floor, i): [string, string[]] => [
          path + floor,
          [...may, ...floors.slice(0, i).map((lower) => path + lower)],
        ])
      : [[path, may]],
  ),
);

const contains = (place: string, path: string): boolean =>
  place === path || (place.endsWith('/') && `${path}/`.startsWith(place));

/** The narrowest place that a file or folder belongs to. */
export function placeOf(path: string): string | undefined {
  const around = [...places.keys()].filter((place) => contains(place, path));
  const beside = `${path.slice(0, path.lastIndexOf('/'))}/*`;
  return around.sort((a, b) => b.length - a.length)[0] ?? (places.has(beside) ? beside : undefined);
}

const isWithin = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => contains(folder, path));

/** Tests, and what builds and configures the rest, import everything but a bench. */
export const isPart = (file: string): boolean =>
  isWithin(file, ['shared/', 'party/', 'web/', 'scripts/']) && !/\.test\.tsx?$/.test(file);

const isPlatform = (name: string): boolean =>
  /^(?:cloudflare:|@cloudflare\/|(?:agents|partykit|partyserver|y-partykit|y-partyserver)(?:\/|$))/.test(
    name,
  );

/**
 * Why a file may not import something; undefined if it may.
 * @param file its path from the project's root
 * @param target the same for a file or folder of ours; a package by its name
 */
export function importProblem(
  file: string,
  target: { path: string } | { package: string },
): string | undefined {
  if ('package' in target)
    return isPart(file) && isPlatform(target.package) && !isWithin(file, hosts)
      ? `Only hosts and wiring import the platform, and ${file} is none of them.`
      : undefined;
  const { path } = target;
  if (isWithin(path, ['bench/'])) return isWithin(file, ['bench/']) ? undefined : 'Nothing imports a bench.';
  if (!isPart(file)) return undefined;
  const own = placeOf(file);
  const other = placeOf(path);
  // A file without a place is reported itself.
  if (own === undefined || own === other) return undefined;
  const may = places.get(own) ?? [];
  return may.includes(path) || (other !== undefined && (may.includes(other) || isWithin(other, may)))
    ? undefined
    : `${own} may not import ${path}.`;
}
