import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import type { Changes } from './just-bash/changes.ts';
import { inBash } from './just-bash/in-bash.ts';
import {
  inAwk,
  inGrep,
  inJq,
  inLs,
  inSearch,
  inSed,
  inSort,
  inTree,
  inUniq,
} from './just-bash/in-commands.ts';
import { inAccumulator, liveInBash } from './just-bash/live-output.ts';

type Names = readonly (readonly [names: string, module: URL])[];

const live = new URL('isolate/shell/live.ts', import.meta.url);

/** What the changed code calls, and where that is. */
const inBashNames: Names = [
  ['asRun, afterPipe, expandedBefore', new URL('isolate/shell/ast.ts', import.meta.url)],
  ['bracketAt, foldersAmong', new URL('isolate/shell/patterns.ts', import.meta.url)],
  [
    'inBackground, inSubstitution, trap, trapError, wait, withExitTrap',
    new URL('isolate/shell/jobs.ts', import.meta.url),
  ],
  ['runScript', new URL('isolate/shell/scripts.ts', import.meta.url)],
  ['notFound, reasonOf', new URL('isolate/shell/complaints.ts', import.meta.url)],
  ['captured, inScript, redirected, show, substituted, terminalOf, traced', live],
  ['noTopic, overviewFor', new URL('isolate/shell/help.ts', import.meta.url)],
  ['assertCommand, syntaxErrorOf', new URL('isolate/shell/syntax.ts', import.meta.url)],
];

interface Patched {
  /** What only this chunk has. */
  mark: string;
  changes: Changes;
  names: Names;
}

/** What is changed besides the interpreter, each in a chunk of its own. */
const chunks: readonly Patched[] = [
  { mark: 'attachedErrors=new WeakSet', changes: inAccumulator, names: [['show', live]] },
  {
    mark: 'name:"ls",summary:',
    changes: inLs,
    names: [['operandsOf', new URL('isolate/shell/ls.ts', import.meta.url)]],
  },
  {
    mark: 'name:"sort",summary:',
    changes: inSort,
    names: [['numberOf, sortKey', new URL('isolate/shell/commands/sort-key.ts', import.meta.url)]],
  },
  {
    mark: 'name:"sed",summary:',
    changes: inSed,
    names: [['replacementOf, skipToText', new URL('isolate/shell/commands/sed-text.ts', import.meta.url)]],
  },
  { mark: 'name:"awk",summary:', changes: inAwk, names: [] },
  { mark: 'name:"uniq",summary:', changes: inUniq, names: [] },
  {
    mark: 'vimgrep:H=!1',
    changes: inSearch,
    names: [['colouredSearch', new URL('isolate/shell/colours/search.ts', import.meta.url)]],
  },
  { mark: 'name:"grep",summary:', changes: inGrep, names: [] },
  {
    mark: 'name:"jq",summary:',
    changes: inJq,
    names: [['colouredJson', new URL('isolate/shell/colours/json.ts', import.meta.url)]],
  },
  {
    mark: 'name:"tree",summary:',
    changes: inTree,
    names: [['folderName', new URL('isolate/shell/colours/names.ts', import.meta.url)]],
  },
];

/** Applies the patches to just-bash while the shell is bundled. */
export function justBash(): Plugin {
  return {
    name: 'just-bash',
    transform(code, id) {
      if (!id.includes('/just-bash/dist/bundle/')) return undefined;
      if (id.includes('/bundle/index.js')) return changed(code, [...inBash, ...liveInBash], inBashNames);
      const chunk = chunks.find(({ mark }) => code.includes(mark));
      return chunk && changed(code, chunk.changes, chunk.names);
    },
  };
}

function changed(code: string, changes: Changes, called: Names): { code: string; map: null } {
  const imports = called.map(
    ([names, url]) => `import { ${names} } from ${JSON.stringify(fileURLToPath(url.href))};\n`,
  );
  let after = code;
  for (const [old, replacement] of changes) {
    const parts = after.split(old);
    if (parts.length !== 2)
      throw new Error(`just-bash has changed: ${old} is there ${parts.length - 1} times.`);
    after = parts.join(replacement);
  }
  return { code: imports.join('') + after, map: null };
}
