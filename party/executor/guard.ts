import type { Node } from 'acorn';
import { childrenOf, isNode } from './syntax.ts';
import type { Edit } from './isolate/positions.ts';

/**
 * Where a module's code must call the guard: at the start of every function and every turn of a loop, so that
 * nothing written in the room can compute for ever.
 */
export function guardEdits(program: Node, guardName: string): Edit[] {
  const edits: Edit[] = [];
  const call = `${guardName}();`;
  const insert = (at: number, text: string): void => {
    edits.push({ at, remove: 0, insert: text });
  };
  const visit = (node: Node): void => {
    if ('body' in node && isNode(node.body) && (loops.has(node.type) || functions.has(node.type))) {
      const { body } = node;
      if (body.type === 'BlockStatement') {
        insert(body.start + 1, call);
      } else if (loops.has(node.type)) {
        insert(body.start, `{${call}`);
        visit(body);
        insert(body.end, '}');
        for (const child of childrenOf(node)) if (child !== body) visit(child);
        return;
      } else {
        insert(body.start, `(${guardName}(),`);
        visit(body);
        insert(body.end, ')');
        for (const child of childrenOf(node)) if (child !== body) visit(child);
        return;
      }
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program);
  return edits;
}

const loops = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);
const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
