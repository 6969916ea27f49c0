import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const complaints = fileURLToPath(new URL('isolate/shell/complaints.ts', import.meta.url).href);
const help = fileURLToPath(new URL('isolate/shell/help.ts', import.meta.url).href);

/**
 * Patches for just-bash: it aborts the whole command line when a redirection fails, and has no hook for unknown
 * commands or for the initial `$?`. Each patched text must occur exactly once, so that another version fails the build.
 */
const changes: readonly (readonly [string, string])[] = [
  // A file that cannot be opened fails only its own command.
  [
    'catch(a){if(!s)throw a;return{error:L("",`bash: ${t}: cannot open redirect target\n`,1)}}',
    'catch(a){return{error:L("",`bash: ${t}: ${reasonOf(a)}\n`,1)}}',
  ],
  // So does a failing write.
  [
    'let k=async(A,C,N)=>{A.append?await e.fs.appendFile(A.path,C,N):await e.fs.writeFile(A.path,C,N)};',
    'let F=E=>{c+=`${a?"":"bash: "}${o}: write error: ${reasonOf(E)}\n`,u=1},k=async(A,C,N)=>{try{A.append?await e.fs.appendFile(A.path,C,N):await e.fs.writeFile(A.path,C,N)}catch(E){F(E)}};',
  ],
  [
    'await ho(e,h.source.entry,h.source.descriptors,A,p(A))',
    'await ho(e,h.source.entry,h.source.descriptors,A,p(A)).catch(F)',
  ],
  [
    'await ho(e,C.source.entry,C.source.descriptors,A,N?p(A):Su(A))',
    'await ho(e,C.source.entry,C.source.descriptors,A,N?p(A):Su(A)).catch(F)',
  ],
  [
    "return ru(t)?D(`bash: ${t}: command not available in browser environments. Exclude '${t}' from your commands or use the Node.js bundle.\n`,127):D(`bash: ${t}: command not found\n`,127)",
    'return D(notFound(t,n),127)',
  ],
  ['if(t==="help")return Vo(c,n);', 'if(t==="help"){let f=overviewFor(n);return f===void 0?Vo(c,n):ee(f)}'],
  // The first command sees in `$?` the exit code of the previous command line.
  ['lastExitCode:0,lastArg:""', 'lastExitCode:t.lastExitCode,lastArg:""'],
];

/** Applies the patches, which call our own messages. */
export function justBash(): Plugin {
  return {
    name: 'just-bash',
    transform(code, id) {
      if (!id.includes('/just-bash/dist/bundle/index.js')) return undefined;
      let changed = code;
      for (const [before, after] of changes) {
        const parts = changed.split(before);
        if (parts.length !== 2)
          throw new Error(`just-bash has changed: ${before} occurs ${parts.length - 1} times.`);
        changed = parts.join(after);
      }
      return {
        code: `import { notFound, reasonOf } from ${JSON.stringify(complaints)};\nimport { overviewFor } from ${JSON.stringify(help)};\n${changed}`,
        map: null,
      };
    },
  };
}
