import { join, posix, relative, sep } from 'node:path';
import type { RuleTester } from 'oxlint/plugins-dev';
import { importProblem, isPart, placeOf } from './house.ts';

type Rule = Extract<Parameters<RuleTester['run']>[1], { create: unknown }>;
type Context = Parameters<Rule['create']>[0];
type Visitor = ReturnType<Rule['create']>;
type Argument = Parameters<NonNullable<Visitor['CallExpression']>>[0]['arguments'][number];

interface Span {
  start: number;
  end: number;
}

const root = join(import.meta.dirname, '..');

/** What a string says, or a template up to its first `${…}`; undefined when it is computed. */
function textOf(node: Argument | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral') return node.quasis[0]?.value.cooked || undefined;
  return undefined;
}

const isImportMeta = (node: Argument | undefined): boolean =>
  node?.type === 'MetaProperty' && node.meta.name === 'import';

const isImportMetaUrl = (node: Argument | undefined): boolean =>
  node?.type === 'MemberExpression' &&
  isImportMeta(node.object) &&
  node.property.type === 'Identifier' &&
  node.property.name === 'url';

const rule: Rule = {
  create(context: Context): Visitor {
    const file = relative(root, context.filename).replaceAll(sep, '/');
    const report = (node: Span, problem: string): void =>
      context.report({
        node: { range: [node.start, node.end] },
        message: `${problem} See “The house” in CONTRIBUTING.md, and scripts/house.ts.`,
      });

    const check = (node: Span, text: string, isPath = /^\.\.?(?:\/|$)/.test(text)): void => {
      const path = posix.join(posix.dirname(file), text.replace(/[?#].*/, '')).replace(/\/$/, '');
      // What npm installed, and what is outside the project, is nobody's part.
      if (isPath && /^(?:\.\.|node_modules)(?:\/|$)/.test(path)) return;
      const problem = importProblem(file, isPath ? { path } : { package: text });
      if (problem !== undefined) report(node, problem);
    };

    return {
      Program(node) {
        if (isPart(file) && placeOf(file) === undefined) report(node, `${file} has no place yet.`);
        for (const comment of context.sourceCode.getAllComments()) {
          const path = /^\/\s*<reference\s+path=["']([^"']+)/.exec(comment.value)?.[1];
          if (path !== undefined) check(node, path, true);
        }
      },
      ImportDeclaration({ source, specifiers }) {
        check(source, source.value);
        const isModule = /^(?:node:)?module$/.test(source.value);
        const hidesImports = specifiers.some(
          (one) =>
            one.type !== 'ImportSpecifier' ||
            (one.imported.type === 'Identifier' && one.imported.name === 'createRequire'),
        );
        if (isPart(file) && isModule && hidesImports)
          report(source, 'createRequire hides what a file imports.');
      },
      ExportNamedDeclaration({ source }) {
        if (source) check(source, source.value);
      },
      ExportAllDeclaration({ source }) {
        check(source, source.value);
      },
      TSImportType({ source }) {
        check(source, source.value);
      },
      TSExternalModuleReference({ expression }) {
        check(expression, expression.value);
      },
      ImportExpression({ source }) {
        const text = textOf(source);
        if (text !== undefined) check(source, text);
        else if (isPart(file)) report(source, 'Say what is imported where it is imported.');
      },
      // `require('…')`, `import.meta.resolve('…')`, `import.meta.glob('…')`
      CallExpression({ callee, arguments: [first] }) {
        const isImport =
          (callee.type === 'Identifier' && callee.name === 'require') ||
          (callee.type === 'MemberExpression' && isImportMeta(callee.object));
        const text = isImport ? textOf(first) : undefined;
        if (first && text !== undefined) check(first, text);
      },
      // `new Worker(new URL('…', import.meta.url))`
      NewExpression({ callee, arguments: [first, base] }) {
        const isUrl = callee.type === 'Identifier' && callee.name === 'URL' && isImportMetaUrl(base);
        const text = isUrl ? textOf(first) : undefined;
        if (first && text !== undefined) check(first, text, true);
      },
    };
  },
};

/** The lint rule `tandem/imports`: how one file of ours can name another, and whether it may. */
export default { meta: { name: 'tandem' }, rules: { imports: rule } };
