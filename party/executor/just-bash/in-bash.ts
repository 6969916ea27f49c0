import type { Changes } from './changes.ts';

/** What is changed in just-bash's interpreter and parser. */
export const inBash: Changes = [
  // Whether there is a function can be asked; its text is not kept.
  [
    'e.state.functions.has($)||(P=!1);return L("","",P?0:1)',
    'e.state.functions.has($)||(P=!1);return L("",P?g.map($=>`bash: declare: ${$}: the text of a function cannot be shown here\n`).join(""):"",P?0:1)',
  ],
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
  [
    'let s=await nf(this.ctx,t);',
    // Words are expanded before the assignments in front of a command take effect.
    't=await expandedBefore(t,P=>gt(this.ctx,P));this.ctx.state.env.delete("?");let s=await nf(this.ctx,t);',
  ],
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
    'o.push(l.type===E.PIPE_AMP),assertCommand(this,this.check(E.EOF));let c=this.parseCommand();i.push(afterPipe(c))',
  ],
  ['`bash: syntax error: ${wt(y.message)}\n`', '`bash: ${syntaxErrorOf(wt(y.message))}\n`'],
  // `exec COMMAND` ends the shell; arrays are declared as they are assigned.
  [
    'h=`${f}=(${p.join(" ")})`;s.push(e.parseWordFromString(h,!1,!1,!0))',
    'P=f.endsWith("+");(e.$arrays??=[]).push(M.assignment(P?f.slice(0,-1):f,null,P,d)),s.push(e.parseWordFromString(P?f.slice(0,-1):f,!1,!1))',
  ],
  [
    'let o=M.simpleCommand(r,s,n,i);return o.line=t,o}',
    'let o=M.simpleCommand(r,s,n,i);o.line=t;let a=e.$arrays??[];return e.$arrays=[],asRun(o,a)}',
  ],
  // A command's name can be several words: `"${command[@]}"`.
  [
    'let u=await se(this.ctx,t.name),f=[],d=[],',
    'let P=t.name.parts,W=P.length===1&&P[0].type==="Literal"?{values:[P[0].value],quoted:!1}:await gt(this.ctx,t.name),u=W.values[0]??"",f=W.values.slice(1),d=f.map(()=>W.quoted),',
  ],
  [
    'P.type==="ParameterExpansion"||P.type==="ArithmeticExpansion");!u&&m&&f.length>0',
    'P.type==="ParameterExpansion"||P.type==="ArithmeticExpansion")||W.values.length===0;!u&&m&&f.length>0',
  ],
  // Text between two pairs of quotes side by side belongs to neither.
  [`S&&!za(S)&&S!=='"'&&(S==="'"?`, `S&&!za(S)&&(S==="'"||S==='"'?`],
  [`S&&!za(S)&&S!=="'"&&(S==='"'?`, `S&&!za(S)&&(S==='"'||S==="'"?`],
  // Indentation and lines continued with a backslash stay as they are.
  ['u.rawScript||(w=If(t));', ''],
  // `set -u` allows a variable that has a default.
  ['c=await St(e,l),u=await ie(e,l),f=u===""', 'c=await St(e,l),u=await ie(e,l,!1),f=u===""'],
  ['u=await ie(e,n.parameter)==="",f=r.checkEmpty', 'u=await ie(e,n.parameter,!1)==="",f=r.checkEmpty'],
  [
    'let u=await ie(e,n.parameter),f=await St(e,n.parameter)',
    'let u=await ie(e,n.parameter,!1),f=await St(e,n.parameter)',
  ],
  // A part of a list that something follows with `&&` or `||`, or that is negated, may fail despite `set -e`.
  [
    'let f=await this.executePipeline(c);n.appendResult',
    'let F=this.ctx.state,C=F.inCondition,f;(l<t.pipelines.length-1||c.negated)&&(F.inCondition=!0);try{f=await this.executePipeline(c)}finally{F.inCondition=C}n.appendResult',
  ],
  [
    'try{let p=await e.executeScript(t.body),h=',
    'try{let p=await inSubstitution(e,()=>e.executeScript(t.body)),h=',
  ],
  // Background commands, traps.
  [
    'async executeStatement(t){',
    'async executeStatement(t){if(t.background)return await inBackground(this,t);',
  ],
  [
    'let o=s<t.pipelines.length-1,a=this.ctx.state.errexitSafe;',
    'let o=s<t.pipelines.length-1,a=this.ctx.state.errexitSafe;if(r!==0&&!o&&!i&&!this.ctx.state.inCondition&&!a){let F=await trapError(this,Ge,r);n.appendResult(F,F.stdout)}',
  ],
  ['if(t==="wait")return ne;', 'if(t==="wait")return wait(c,n);if(t==="trap")return trap(c,n);'],
  ['await new kr(k,m).executeScript(S)', 'await withExitTrap(new kr(k,m),S,Ge)'],
  // `$((…))` expands as a text in double quotes does, and then is arithmetic.
  [
    String.raw`if(s&&/\$[a-zA-Z_][a-zA-Z0-9_]*(?![{[(])/.test(s)){let o=await Bl(e,s),`,
    'if(s&&/[$`]/.test(s)){let o=await se(e,new Q().parseWordFromString(s,!0,!1)),',
  ],
  [
    'if(e.execFn){let i=await e.execFn(t.command,{signal:e.state.signal});i.stderr&&(e.state.expansionStderr=(e.state.expansionStderr||"")+i.stderr);let o=i.stdout.trim();return Number.parseInt(o,10)||0}return 0',
    'return await ou(e,await se(e,new Q().parseWordFromString(`$(${t.command})`,!0,!1)))',
  ],
  [
    'async function us(e,t){',
    'async function us(e,t){return await se(e,new Q().parseWordFromString(`\\${${t}}`,!0,!1));',
  ],
  ['let i=await us(e,t.content);return Number.parseInt(i,10)||0', 'return await ou(e,await us(e,t.content))'],
  // A loop that is left has succeeded, and so has a round that is cut short.
  [
    'l.action==="break")break;if(l.action==="continue")continue;',
    'l.action==="break"){r=0;break}if(l.action==="continue"){r=0;continue}',
  ],
  [
    'a.action==="break")break;if(a.action==="continue"){',
    'a.action==="break"){s=0;break}if(a.action==="continue"){s=0;',
  ],
  [
    'h.action==="break")break;if(h.action==="continue")continue;',
    'h.action==="break"){i=0;break}if(h.action==="continue"){i=0;continue}',
  ],
  [
    'f.action==="break")break;if(f.action==="continue")continue;',
    'f.action==="break"){i=0;break}if(f.action==="continue"){i=0;continue}',
  ],
  // `"${a[*]}"` is joined by the first character of IFS.
  [
    'if(a==="@"||a==="*"){let f=K(e,o);if(f.length>0)return f.map(([,p])=>p).join(" ")',
    'if(a==="@"||a==="*"){let f=K(e,o);if(f.length>0)return f.map(([,p])=>p).join(a==="*"?X(e.state.env):" ")',
  ],
  // `[!a]` in a pattern.
  [
    'else if(s==="["){let i=e.indexOf("]",r+1);i!==-1?(n+=e.slice(r,i+1),r=i):n+="\\\\["}else/',
    'else if(s==="["){let i=bracketAt(e,r);i?(n+=i.source,r=i.end):n+="\\\\["}else/',
  ],
  // A pattern of `case` is quoted in part, as in `"$x"*`.
  [
    'let u=await se(e,c);Gc(c)&&(u=Je(u));let f=e.state.shoptOptions.nocasematch',
    'let u=await Hc(e,c);let f=e.state.shoptOptions.nocasematch',
  ],
  // Files have no modes: one with a script in it can be run.
  ['(a.mode&73)!==0?{script:!0,path:o}:{error:"permission_denied",path:o}', '{script:!0,path:o}'],
  ['await a(c.path,n,r);let', 'await runScript(i.fs,c.path,t,()=>e.runCommand("bash",[t,...n],[],r));let'],
  // `*/` stands for folders only.
  [
    'async expand(t){if(this.globstar)',
    'async expand(t){if(/.\\/$/.test(t))return await foldersAmong(this.fs,this.cwd,await this.expand(t.replace(/\\/+$/,"")));if(this.globstar)',
  ],
  // `for x; do` goes over the arguments as they are.
  [
    'i=(e.state.env.get("@")||"").split(" ").filter(Boolean);else if(t.words.length===0)',
    'i=Array.from({length:Number(e.state.env.get("#")||0)},(o,a)=>e.state.env.get(String(a+1))??"");else if(t.words.length===0)',
  ],
  // `for ((;;))`, where two semicolons are one token.
  [
    'if(f.type===E.SEMICOLON&&l===0){if(a++,a>2)break}',
    'if((f.type===E.SEMICOLON||f.value===";;")&&l===0){if(a+=f.value.length,a>2)break}',
  ],
  // A division by zero ends the script.
  [
    ',n=1,this.ctx.state.lastExitCode=n,this.ctx.state.env.set("?",String(n));continue}if(i instanceof Rr)',
    ';return n=1,this.ctx.state.lastExitCode=n,this.ctx.state.env.set("?",String(n)),{...r.build(n),exitCode:n,env:Wt(this.ctx.state.env)}}if(i instanceof Rr)',
  ],
  ['return D(`bash: eval: ${l.message}\n`)', 'return D(`bash: eval: ${syntaxErrorOf(l.message)}\n`,2)'],
];
