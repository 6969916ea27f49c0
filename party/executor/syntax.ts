import type { Node } from 'acorn';

/** Visits every syntax node directly under a node, in no order. Makes no lists: trees have ten thousands of nodes. */
export function forEachChild(node: Node, visit: (child: Node) => void): void {
  for (const key in node) {
    const value: unknown = node[key as keyof Node];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item);
    } else if (isNode(value)) visit(value);
  }
}

/** A node with the most nodes around it, however many that are. */
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

/** Tells nodes from the literals, locations and regular expressions beside them. */
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
