import type { Changes } from './changes.ts';

/** Where just-bash collects the output of statements, groups and scripts. */
export const inAccumulator: Changes = [
  ['append(t,s,e=0,r="text"){', 'append(t,s,e=0,r="text",P=!1){'],
  [
    'this.append("stdout",s,Math.min(t.internalOutputAccounting?.stdout??0,r),e)',
    'this.append("stdout",s,Math.min(t.internalOutputAccounting?.stdout??0,r),e,e==="bytes"&&s===t.stdout)',
  ],
  [
    's&&(t==="stdout"?this.stdoutChunks:this.stderrChunks).push(s),',
    'if(s){if(show(this.scope,t,s,P))return;(t==="stdout"?this.stdoutChunks:this.stderrChunks).push(s)}',
  ],
];

/** Where its interpreter begins a command line, and what in one keeps output from the terminal. */
export const liveInBash: Changes = [
  ['let r=new Mr(this.limits,n?.signal),s;', 'let r=new Mr(this.limits,n?.signal),s;r.live=n?.live;'],
  // Only `bash` and `sh` pass their stdin on, and with it their output; other commands do something with a command's.
  [
    'exec:(P,$,R=!1)=>this.execInScope(P,$,r,s+1,u.signal,R)',
    'exec:(P,$,R=!1)=>{let I=()=>this.execInScope(P,$,r,s+1,u.signal,R);return R?inScript(r,I):captured(r,I)}',
  ],
  ['m={fs:i.fs,fsIdentity:', 'm={terminal:terminalOf(i),fs:i.fs,fsIdentity:'],
  ['let l=await r(i);return await rn(', 'let l=await redirected(e,t,()=>r(i));return await rn('],
  [
    'm=await e.executeCommand(t.body,p,h)',
    'm=await redirected(e,t.redirections,()=>e.executeCommand(t.body,p,h))',
  ],
  [
    'v=await this.runCommand(u,f,d,n,!1,!1,g,y)',
    'v=await redirected(this.ctx,t.redirections,()=>this.runCommand(u,f,d,n,!1,!1,g,y))',
  ],
  ['let S=await ef(this.ctx,u,f);', 'let S=await traced(this.ctx,o+await ef(this.ctx,u,f),rn);'],
  ['let A=o+S;', 'let A=S;'],
  // What the first commands of a pipe say on stderr is there before the last one begins.
  [
    'S=g===t.commands.length-1,v=g===0;',
    'S=g===t.commands.length-1,v=g===0;S&&l&&show(e.executionScope,"stderr",l)&&(l="",c=0);',
  ],
  ['N=await n(y,s)', 'N=await(S?n(y,s):captured(e.executionScope,()=>n(y,s)))'],
  ['let c=await e.executeScript(r),', 'let c=await substituted(e,()=>e.executeScript(r)),'],
  ['h=await e.executeScript(t)}', 'h=await substituted(e,()=>e.executeScript(t))}'],
  ['let q=await Os(e,k,V,"")', 'let q=await captured(e.executionScope,()=>Os(e,k,V,""))'],
  ['A=await e.executeScript(k)', 'A=await captured(e.executionScope,()=>e.executeScript(k))'],
];
