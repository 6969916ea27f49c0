import type { Changes } from './changes.ts';

export const inLs: Changes = [
  // The operands in the order of their kinds, with a line between the blocks of folders only.
  [
    'let h=r.result.positional;h.length===0&&h.push(".");',
    'let{names:h,firstBlock}=await operandsOf(r.result.positional,t,r.result.flags);',
  ],
  ['if(P>0&&o&&!o.endsWith(`\n\n`)&&(o=', 'if(P>=firstBlock&&o&&(o='],
  // An operand is a name: it was the shell's to match a pattern.
  ['if($.includes("*")||$.includes("?")||$.includes("["))', 'if(false)'],
];
