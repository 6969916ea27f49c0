import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { pageLimits } from '../shared/limits.ts';

/** The parts of a built script that determine its weight. */
export interface Script {
  fileName: string;
  code: string;
  /** Scripts that the browser must load before it runs. */
  imports: readonly string[];
}

/** The named scripts and everything they import statically, each once. @throws Error for a name that was not built. */
export function withImports(scripts: ReadonlyMap<string, Script>, names: readonly string[]): Script[] {
  const found = new Set<Script>();
  const visit = (name: string): void => {
    const script = scripts.get(name);
    if (!script) throw new Error(`There is no script ${name} in this build.`);
    if (found.has(script)) return;
    found.add(script);
    for (const next of script.imports) visit(next);
  };
  for (const name of names) visit(name);
  return [...found];
}

/** The bytes that a server sends: each file gzipped by itself. */
export const weightOf = (scripts: readonly Script[]): number =>
  scripts.reduce((sum, { code }) => sum + gzipSync(code).byteLength, 0);

const inKb = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

/** The page's parts, with the entry module of each. */
const parts = {
  home: 'home/Home.tsx',
  room: 'page/RoomPage.tsx',
  chat: 'chat/ChatPanel.tsx',
  output: 'runs/OutputPanel.tsx',
  editor: 'editor/monaco.ts',
};

/**
 * Reports the page's gzipped weight, and fails the build if a room needs more script for its first paint than
 * `pageLimits.roomScriptBytes`. The editor, its workers, chat and output load after that paint.
 */
export function pageWeight(): Plugin {
  return {
    name: 'tandem:page-weight',
    apply: 'build',
    generateBundle(_options, bundle) {
      const scripts = new Map<string, Script>();
      const startOf = new Map<string, string>();
      let entry = '';
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        scripts.set(chunk.fileName, chunk);
        if (chunk.isEntry) entry = chunk.fileName;
        for (const [part, path] of Object.entries(parts)) {
          // Not by its facade: the bundler leaves that out where it can.
          if (chunk.moduleIds.some((id) => id.endsWith(`/${path}`))) startOf.set(part, chunk.fileName);
        }
      }
      const partAt = (part: keyof typeof parts): string => {
        const name = startOf.get(part);
        return name ?? this.error(`No script of this build has the module ${parts[part]}.`);
      };
      const start = withImports(scripts, [entry, partAt('home')]);
      const room = withImports(scripts, [entry, partAt('room')]);
      const beyond = (part: keyof typeof parts): Script[] =>
        withImports(scripts, [partAt(part)]).filter((script) => !room.includes(script));
      const bytes = weightOf(room);
      this.info(
        `script, gzipped: start page ${inKb(weightOf(start))}, room ${inKb(bytes)} of ${inKb(pageLimits.roomScriptBytes)}, ` +
          `then chat ${inKb(weightOf(beyond('chat')))}, output ${inKb(weightOf(beyond('output')))}, editor ${inKb(weightOf(beyond('editor')))}`,
      );
      if (bytes > pageLimits.roomScriptBytes) {
        this.error(
          `A room's first paint needs ${inKb(bytes)} of script, over its limit of ${inKb(pageLimits.roomScriptBytes)}: load something lazily.`,
        );
      }
    },
  };
}
