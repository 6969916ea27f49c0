import type { Node } from 'acorn';
import { forEachChild, isNode } from './syntax.ts';
import type { Edit } from './isolate/positions.ts';

/** A place in a module's code where a call of the guard is inserted, or the bracket that closes one. */
export interface GuardSite {
  at: number;
  kind: keyof typeof codeByKind;
}

/** Text that `withoutGuard` can remove again from a function's source. */
const codeByKind = {
  call: (name: string) => `${name}();`,
  openBlock: (name: string) => `{/**/${name}();`,
  closeBlock: (name: string) => `/*${name}*/}`,
  openValue: (name: string) => `(${name}(),`,
  closeValue: (name: string) => `/*${name}*/)`,
};

/**
 * Where a module's code must call the guard: at the start of every function and every loop iteration, so that no
 * program can compute forever. In the order in which the edits must be applied.
 */
export function guardSites(program: Node): GuardSite[] {
  const sites: GuardSite[] = [];
  const visit = (node: Node): void => {
    const isLoop = loops.has(node.type);
    const body = 'body' in node && isNode(node.body) && (isLoop || functions.has(node.type)) && node.body;
    if (body && body.type !== 'BlockStatement') {
      sites.push({ at: body.start, kind: isLoop ? 'openBlock' : 'openValue' });
      visit(body);
      sites.push({ at: body.end, kind: isLoop ? 'closeBlock' : 'closeValue' });
      forEachChild(node, (child) => child !== body && visit(child));
      return;
    }
    if (body) sites.push({ at: body.start + 1, kind: 'call' });
    forEachChild(node, visit);
  };
  visit(program);
  return sites;
}

export const guardEdits = (sites: readonly GuardSite[], guardName: string): Edit[] =>
  sites.map(({ at, kind }) => ({ at, remove: 0, insert: codeByKind[kind](guardName) }));

const loops = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);
const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
