import type { Node, Program } from 'acorn';
import { forEachChild, isNode } from './syntax.ts';
import type { Edit } from './isolate/positions.ts';

/** One `import`, `export … from` or `import('…')` of a module. */
export interface ImportSite {
  specifier: string;
  /** Offsets of the quoted specifier. */
  start: number;
  end: number;
  /** The imported names, each with its offset. */
  names: { name: string; at: number }[];
  /** `export * from`. */
  reexportsAll: boolean;
  /** `import('…')`: evaluated by the running program. */
  isDynamic: boolean;
}

/** What a module imports and exports. */
export interface ModuleLinks {
  imports: ImportSite[];
  exports: Set<string>;
  /** Import attributes (`with {type: 'json'}`) blanked: the room's JSON becomes JavaScript before it is loaded. */
  edits: Edit[];
  /** Offsets of the word in `import(…)` and `import.meta`. */
  importWords: number[];
}

export function linksOf(tree: Program, code: string): ModuleLinks {
  const links: ModuleLinks = { imports: [], exports: new Set(), edits: [], importWords: [] };
  for (const statement of tree.body) {
    if (statement.type === 'ImportDeclaration') {
      const names = statement.specifiers.flatMap((specifier) => {
        if (specifier.type === 'ImportNamespaceSpecifier') return [];
        const name = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default';
        return [{ name, at: specifier.start }];
      });
      addImport(links, code, statement, statement.source, names);
    } else if (statement.type === 'ExportNamedDeclaration') {
      const names = statement.specifiers.map(({ local, start }) => ({ name: nameOf(local), at: start }));
      if (statement.source) addImport(links, code, statement, statement.source, names);
      for (const { exported } of statement.specifiers) links.exports.add(nameOf(exported));
      if (statement.declaration) addDeclared(links.exports, statement.declaration);
    } else if (statement.type === 'ExportAllDeclaration') {
      addImport(links, code, statement, statement.source, [], statement.exported == null);
      if (statement.exported) links.exports.add(nameOf(statement.exported));
    } else if (statement.type === 'ExportDefaultDeclaration') {
      links.exports.add('default');
    }
  }
  addDynamicImports(links, tree);
  return links;
}

function addImport(
  links: ModuleLinks,
  code: string,
  statement: Node,
  source: Node & { value?: unknown },
  names: { name: string; at: number }[],
  reexportsAll = false,
): void {
  if (typeof source.value !== 'string') return;
  links.imports.push({
    specifier: source.value,
    start: source.start,
    end: source.end,
    names,
    reexportsAll,
    isDynamic: false,
  });
  let at = source.end;
  for (const part of code.slice(source.end, statement.end).split('\n')) {
    const blank = part.replace(/[^;]/g, ' ');
    if (part.trim() !== '' && part !== blank) links.edits.push({ at, remove: part.length, insert: blank });
    at += part.length + 1;
  }
}

/** Finds only literal specifiers: computed ones are not known before the program runs. */
function addDynamicImports(links: ModuleLinks, node: Node): void {
  if (node.type === 'ImportExpression' || isImportMeta(node)) links.importWords.push(node.start);
  if (node.type === 'ImportExpression' && 'source' in node && isNode(node.source)) {
    const { source } = node;
    if ('value' in source && typeof source.value === 'string') {
      links.imports.push({
        specifier: source.value,
        start: source.start,
        end: source.end,
        names: [],
        reexportsAll: false,
        isDynamic: true,
      });
    }
  }
  forEachChild(node, (child) => addDynamicImports(links, child));
}

const isImportMeta = (node: Node): boolean =>
  node.type === 'MetaProperty' && 'meta' in node && isNode(node.meta) && nameOf(node.meta) === 'import';

function addDeclared(exports: Set<string>, declaration: Node): void {
  if ('declarations' in declaration && Array.isArray(declaration.declarations)) {
    for (const declarator of declaration.declarations) {
      if (isNode(declarator) && 'id' in declarator && isNode(declarator.id)) addBound(exports, declarator.id);
    }
  } else if ('id' in declaration && isNode(declaration.id)) {
    addBound(exports, declaration.id);
  }
}

/** Adds the names that a binding pattern declares: `{a, b: [c = 1], ...rest}`. */
function addBound(exports: Set<string>, pattern: Node): void {
  const parts: Record<string, string> = {
    Property: 'value',
    AssignmentPattern: 'left',
    RestElement: 'argument',
  };
  if (pattern.type === 'Identifier') {
    exports.add(nameOf(pattern));
    return;
  }
  const only = parts[pattern.type];
  for (const [key, value] of Object.entries(pattern)) {
    if (only !== undefined && key !== only) continue;
    for (const item of Array.isArray(value) ? value : [value]) if (isNode(item)) addBound(exports, item);
  }
}

function nameOf(node: Node): string {
  if ('name' in node && typeof node.name === 'string') return node.name;
  return 'value' in node ? String(node.value) : '';
}
