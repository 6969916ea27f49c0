import type { Node } from 'acorn';

/**
 * Visits every direct child of a node, in no particular order. Allocates no lists: trees have tens of thousands of
 * nodes.
 */
export function forEachChild(node: Node, visit: (child: Node) => void): void {
  for (const key in node) {
    const value: unknown = node[key as keyof Node];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item);
    } else if (isNode(value)) visit(value);
  }
}

/** One of the most deeply nested nodes. Iterative, so that no depth overflows the stack. */
export function deepest(tree: Node): Node {
  let found = tree;
  let level = [tree];
  while (level.length > 0) {
    found = level[0] ?? found;
    const next: Node[] = [];
    for (const node of level) forEachChild(node, (child) => next.push(child));
    level = next;
  }
  return found;
}

/** Distinguishes nodes from literals, locations and regular expressions. */
export function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value &&
    'end' in value
  );
}
