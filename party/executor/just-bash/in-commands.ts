import type { Changes } from './changes.ts';

export const inLs: Changes = [
  // The operands in the order of their kinds, with a line between the blocks of folders only.
  [
    'let h=r.result.positional;h.length===0&&h.push(".");',
    'let{names:h,firstBlock}=await operandsOf(r.result.positional,t,r.result.flags);',
  ],
  ['if(P>0&&o&&!o.endsWith(`\n\n`)&&(o=', 'if(P>=firstBlock&&o&&(o='],
  // An operand is a name: it was the shell's to match a pattern.
  // `-l` marks no folders.
  ['O=z?B(await t.fs.lstat(a)):u.isDirectory?"/":"",d=', 'O=z?B(await t.fs.lstat(a)):"",d='],
  ['B(await t.fs.lstat(i)):c.isDirectory?"/":"",a=', 'B(await t.fs.lstat(i)):"",a='],
  ['B(await t.fs.lstat(M)):R.isDirectory?"/":"",K=', 'B(await t.fs.lstat(M)):"",K='],
  ['if($.includes("*")||$.includes("?")||$.includes("["))', 'if(false)'],
];

export const inUniq: Changes = [['padStart(4)', 'padStart(7)']];

export const inSort: Changes = [
  ['function v(u,r,e){let l=', 'function v(u,r,e){return sortKey(u,r,e);let l='],
  // In the order of the characters, as `ls`, patterns and `join` have it.
  ['return n.localeCompare(d)', 'return n<d?-1:1'],
  ['return l.localeCompare(s)', 'return l<s?-1:+(l>s)'],
  ['let p=f.localeCompare(C)', 'let p=f<C?-1:+(f>C)'],
  ['let m=f.localeCompare(C)', 'let m=f<C?-1:+(f>C)'],
  // A number has no `+` and no exponent.
  ['let i=parseFloat(l)||0,n=parseFloat(s)||0;', 'let i=numberOf(l),n=numberOf(s);'],
  // `-b` holds for each key that has no letters of its own.
  ['let h=v(g,m,e),p=v(b,m,e);m.ignoreLeading&&', 'let h=v(g,m,e),p=v(b,m,e);(m.ignoreLeading||t)&&'],
];

export const inSed: Changes = [
  // `$a\\` without a text ends the last line, if nothing does.
  ['e.appendBuffer.push(i.text)', 'i.text===""?e.endsLine=!0:e.appendBuffer.push(i.text)'],
  ['q.length===0', 'q.length===0&&!g.endsLine'],
  // What is held begins with an empty line.
  [
    'e.holdSpace?e.holdSpace+=`\n${e.patternSpace}`:e.holdSpace=e.patternSpace',
    'e.holdSpace+=`\n${e.patternSpace}`',
  ],
  // A range ends by a pattern on a later line only, and by a number that is passed at once.
  [
    'd.startLine=e,s.set(m,d),L(u,e,t,n,a)&&',
    'd.startLine=e,s.set(m,d),(typeof u=="number"?e>=u:(typeof u!="object"||!("pattern"in u)||r===0)&&L(u,e,t,n,a))&&',
  ],
  // `-E` holds for addresses too.
  ['{pattern:e.pattern||e.value}', '{pattern:e.pattern||e.value,extended:this.extendedRegex}'],
  ['let r=X(V(a));return A(r).test(n)', 'let r=X(i.extended?a:V(a));return A(r).test(n)'],
  ['function j(i,e,t){let n="",s=0;', 'function j(i,e,t){return replacementOf(i,e,t);let n="",s=0;'],
  [
    'readTextCommand(e,t,n){let s=!1;this.peek()==="\\\\"&&',
    'readTextCommand(e,t,n){skipToText(this);let s=!1;false&&',
  ],
  [
    's=!0,this.advance()),(this.peek()===" "||this.peek()==="	")&&this.advance(),this.peek()==="\\\\"&&',
    's=!0,this.advance()),false&&',
  ],
];

export const inAwk: Changes = [
  // The length of an array is the number of its elements.
  [
    'return e.length===0?t.line.length:L(await n.evalExpr(e[0])).length',
    'if(e.length===0)return t.line.length;let A=e[0].type==="variable"?t.arrays[Y(t,e[0].name)]:void 0;return A?Object.keys(A).length:L(await n.evalExpr(e[0])).length',
  ],
  // An element that is asked for exists from then on.
  [
    'let r=Y(e,t);return e.arrays[r]?.[n]??""}function ye',
    'let r=Y(e,t);return xe(e,t,n)||ye(e,t,n,""),e.arrays[r][n]}function ye',
  ],
  // `print > "a" NR ".txt"`: the name is all of it.
  ['n={redirect:">",file:e.parsePrimary()}', 'n={redirect:">",file:e.parseConcatenation()}'],
  ['n={redirect:">>",file:e.parsePrimary()}', 'n={redirect:">>",file:e.parseConcatenation()}'],
  ['s={redirect:">",file:e.parsePrimary()}', 's={redirect:">",file:e.parseConcatenation()}'],
  ['s={redirect:">>",file:e.parsePrimary()}', 's={redirect:">>",file:e.parseConcatenation()}'],
];

/** What `grep` and `rg` print of a text. */
export const inSearch: Changes = [
  // `-o` prints what is not empty.
  [
    'b(l,p+B),w[0].length===0&&n.lastIndex++',
    'z!==""&&b(l,p+B);if(w[0].length===0){if(w.index>=x.length)break;n.lastIndex=w.index+1}',
  ],
  [
    'b(M,T+I),u[0].length===0&&n.lastIndex++',
    'x!==""&&b(M,T+I);if(u[0].length===0){if(u.index>=r.length)break;n.lastIndex=u.index+1}',
  ],
  // `-c` counts lines.
  ['a=(c||L)&&!i', 'a=c&&!i'],
  [
    'function ne(t,n,e={}){let{',
    'function ne(t,n,e={}){if(e.colours&&!e.countOnly)return colouredSearch(t,n,e);let{',
  ],
];

export const inGrep: Changes = [
  ['filename:"",onlyMatching:x', 'filename:"",colours:e.terminal.isColoured,onlyMatching:x'],
  ['filename:pe?d:"",onlyMatching:x', 'filename:pe?d:"",colours:e.terminal.isColoured,onlyMatching:x'],
];

export const inJq: Changes = [
  ['z+=f+U,I.push(O)', 'z+=f+U,I.push(t.terminal.isColoured&&!(m&&typeof o=="string")?colouredJson(O):O)'],
];

/** In a folder itself, and in those below it. */
export const inTree: Changes = [
  ['e.dirCount++;let h=s.fullPath?m:r.name;', 'e.dirCount++;let h=folderName(i,s.fullPath?m:r.name);'],
  ['e.dirCount++;let y=s.fullPath?r:t.name;', 'e.dirCount++;let y=folderName(i,s.fullPath?r:t.name);'],
  ['if(e.output=`${o}\n`,s.maxDepth!==null', 'if(e.output=`${folderName(i,o)}\n`,s.maxDepth!==null'],
];
