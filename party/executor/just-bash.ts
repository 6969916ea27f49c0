import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/**
 * Patches where just-bash differs from bash, or has no hook for what we need. Each patched text must occur exactly once, so
 * that another version fails the build.
 */
type Changes = readonly (readonly [string, string])[];

type Names = readonly (readonly [names: string, module: URL])[];

const inBash: Changes = [
  // A file that cannot be opened fails its own command.
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
  [
    "`bash: help: no help topics match \\`${l}'.  Try \\`help help' or \\`man -k ${l}' or \\`info ${l}'.\n`",
    'noTopic(l,e.commands.has(l))',
  ],
  ['if(t==="help")return Vo(c,n);', 'if(t==="help"){let f=overviewFor(n);return f===void 0?Vo(c,n):ee(f)}'],
  // The first command sees in `$?` the exit code of the previous command line.
  ['lastExitCode:0,lastArg:""', 'lastExitCode:t.lastExitCode,lastArg:""'],
  // As at any prompt; they are kept among the variables.
  ['expand_aliases:!1,lastpipe', 'expand_aliases:!0,lastpipe'],
  // A line of assignments alone has the exit code of its last command substitution, which sets `?`, or 0.
  ['let s=await nf(this.ctx,t);', 'this.ctx.state.env.delete("?");let s=await nf(this.ctx,t);'],
  [
    'this.ctx.state.expansionStderr="",L("",P,this.ctx.state.lastExitCode)',
    'this.ctx.state.expansionStderr="",L("",P,this.ctx.state.env.has("?")?this.ctx.state.lastExitCode:0)',
  ],
  [
    'L("","",this.ctx.state.lastExitCode)',
    'L("","",this.ctx.state.env.has("?")?this.ctx.state.lastExitCode:0)',
  ],
  // A command follows an operator.
  [
    'this.skipNewlines();let c=this.parsePipeline();n.push(c)',
    'this.skipNewlines(),assertCommand(this,this.check(E.EOF));let c=this.parsePipeline();n.push(c)',
  ],
  [
    'o.push(l.type===E.PIPE_AMP);let c=this.parseCommand();i.push(c)',
    'o.push(l.type===E.PIPE_AMP),assertCommand(this,this.check(E.EOF));let c=this.parseCommand();i.push(c)',
  ],
  ['`bash: syntax error: ${wt(y.message)}\n`', '`bash: ${syntaxErrorOf(wt(y.message))}\n`'],
];

const inLs: Changes = [
  // The operands in the order of their kinds, with a line between the blocks of folders only.
  [
    'let h=r.result.positional;h.length===0&&h.push(".");',
    'let{names:h,firstBlock}=await operandsOf(r.result.positional,t,r.result.flags);',
  ],
  ['if(P>0&&o&&!o.endsWith(`\n\n`)&&(o=', 'if(P>=firstBlock&&o&&(o='],
  // An operand is a name: it was the shell's to match a pattern.
  ['if($.includes("*")||$.includes("?")||$.includes("["))', 'if(false)'],
];

/** What the changed code calls, and where that is. */
const inBashNames: Names = [
  ['notFound, reasonOf', new URL('isolate/shell/complaints.ts', import.meta.url)],
  ['noTopic, overviewFor', new URL('isolate/shell/help.ts', import.meta.url)],
  ['assertCommand, syntaxErrorOf', new URL('isolate/shell/syntax.ts', import.meta.url)],
];
const inLsNames: Names = [['operandsOf', new URL('isolate/shell/ls.ts', import.meta.url)]];

/** Applies the patches to just-bash while the shell is bundled. */
export function justBash(): Plugin {
  return {
    name: 'just-bash',
    transform(code, id) {
      if (!id.includes('/just-bash/dist/bundle/')) return undefined;
      if (id.includes('/bundle/index.js')) return changed(code, inBash, inBashNames);
      return code.includes('name:"ls",summary:') ? changed(code, inLs, inLsNames) : undefined;
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
