import { parse, type Node, type Program } from 'acorn';
import type { Options } from 'sucrase';
import { errorMessage } from '../../shared/errors.ts';
import { readModule } from './acorn.ts';
import { beforeTransform, type Position } from './isolate/positions.ts';
import { namespaceIn } from './namespaces.ts';
import { CodeProblem } from './problem.ts';
import { TooNested, transform } from './sucrase.ts';
import { forEachChild } from './syntax.ts';

/** One file as plain JavaScript with unchanged line numbers, and its syntax tree. */
export interface Transpiled {
  code: string;
  /** Source map (VLQ) back to the file; absent when nothing was removed. */
  mappings?: string;
  tree: Program;
}

/** @throws CodeProblem where the syntax is wrong. */
export function transpile(file: string, source: string): Transpiled {
  if (file.endsWith('.json')) return jsonModule(file, source);
  const typescript = /\.(ts|tsx|mts)$/.test(file);
  const jsx = /\.(tsx|jsx)$/.test(file);
  const stripped = typescript || jsx ? strip(file, source, typescript, jsx) : { code: source };
  try {
    return { ...stripped, tree: readModule(stripped.code) };
  } catch (error) {
    if (error instanceof TooNested) {
      const at = sourcePosition(stripped, positionAt(stripped.code, error.offset));
      throw new CodeProblem(error.message, { file, ...at });
    }
    const { message, at } = syntaxErrorOf(error);
    const decorated = stripped.code.split('\n')[at.line - 1]?.[at.column] === '@';
    throw new CodeProblem(decorated ? 'Decorators are not supported here.' : message, {
      file,
      ...sourcePosition(stripped, { line: at.line, column: at.column + 1 }),
    });
  }
}

/** Maps a position in the JavaScript, before edits, to the file. */
export function sourcePosition(module: { mappings?: string }, at: Position): Position {
  return module.mappings === undefined ? at : beforeTransform(module.mappings, at);
}

/** The line and column of an offset. */
export function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function strip(
  file: string,
  source: string,
  typescript: boolean,
  jsx: boolean,
): { code: string; mappings?: string } {
  const options: Options = {
    transforms: [...(typescript ? ['typescript' as const] : []), ...(jsx ? ['jsx' as const] : [])],
    disableESTransforms: true,
    preserveDynamicImport: true,
    production: true,
    filePath: file,
    sourceMapOptions: { compiledFilename: file },
  };
  try {
    const { code, sourceMap } = transform(source, options);
    const namespace = typescript ? namespaceIn(source, jsx) : undefined;
    if (namespace !== undefined) {
      const message = '`namespace` is not supported here: put its content into a separate file.';
      throw new CodeProblem(message, { file, ...positionAt(source, namespace) });
    }
    return sourceMap === undefined ? { code } : { code, mappings: sourceMap.mappings };
  } catch (error) {
    if (error instanceof CodeProblem) throw error;
    if (error instanceof TooNested) {
      throw new CodeProblem(error.message.replace(/^Error transforming .*?: (?=This is)/s, ''), {
        file,
        ...positionAt(source, error.offset),
      });
    }
    const { message, at } = innermost(source, options, syntaxErrorOf(error));
    throw new CodeProblem(message.replace(`Error transforming ${file}: `, ''), {
      file,
      line: at.line,
      // Sucrase counts columns from 1.
      column: Math.max(1, at.column),
    });
  }
}

/** Each arrow function costs another parse; the limits keep large files, or ones with thousands of them, fast. */
const maxArrows = 16;
/** UTF-16 units. */
const maxReparsedUnits = 512 * 1024;

/**
 * Finds the real error inside an arrow function. Sucrase reports any error in its body at its head, because it then no
 * longer parses it as a function; parsed from the arrow on, the body yields its own error.
 */
function innermost(source: string, options: Options, outer: SyntaxProblem, depth = 0): SyntaxProblem {
  if (depth === maxArrows || (depth + 1) * source.length > maxReparsedUnits) return outer;
  const lines = source.split('\n');
  const start = lines.slice(0, outer.at.line - 1).join('\n').length + (outer.at.line > 1 ? 1 : 0);
  const head = /^(?::[^;{}=]*)?=>/.exec(source.slice(start + outer.at.column - 1));
  if (head === null) return outer;
  const end = start + outer.at.column - 1 + head[0].length;
  const body = source.slice(0, end).replace(/[^\n]/g, ' ') + source.slice(end);
  try {
    transform(body, options);
    return outer;
  } catch (error) {
    if (error instanceof TooNested) return outer;
    const inner = syntaxErrorOf(error);
    const found = lines[inner.at.line - 1]?.[inner.at.column - 1] ?? '';
    // An unexpected closing bracket only means that its opening one is before the arrow, which was blanked out.
    return /[)\]},]/.test(found) ? outer : innermost(source, options, inner, depth + 1);
  }
}

function jsonModule(file: string, source: string): Transpiled {
  try {
    JSON.parse(source);
  } catch (error) {
    const message = errorMessage(error);
    throw new CodeProblem(`This is not JSON: ${message}`, { file, ...jsonProblemAt(source) });
  }
  // Via JSON.parse, because `__proto__` is special in an object literal.
  const code = `export default JSON.parse(${JSON.stringify(source)});`;
  return { code, tree: parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) };
}

/** Finds the error by parsing JSON as JavaScript: the first syntax error, or the first node that is not plain data. */
function jsonProblemAt(source: string): Position {
  const bracketed = `(${source}\n)`;
  try {
    const found = firstBeyondJson(parse(bracketed, { ecmaVersion: 'latest' }));
    return positionAt(source, (found ?? 1) - 1);
  } catch (error) {
    const { at } = syntaxErrorOf(error);
    // The added bracket shifts the first line by one column.
    return { line: at.line, column: at.line === 1 ? Math.max(1, at.column) : at.column + 1 };
  }
}

const jsonNodes =
  /^(Program|ExpressionStatement|ObjectExpression|ArrayExpression|Property|Literal|UnaryExpression)$/;

function firstBeyondJson(node: Node): number | undefined {
  if (!jsonNodes.test(node.type)) return node.start;
  let found: number | undefined;
  forEachChild(node, (child) => {
    found ??= firstBeyondJson(child);
  });
  return found;
}

interface SyntaxProblem {
  message: string;
  at: { line: number; column: number };
}

/** Both parsers throw a SyntaxError with `loc`, and append the position to the message. */
function syntaxErrorOf(error: unknown): SyntaxProblem {
  if (
    error instanceof Error &&
    'loc' in error &&
    typeof error.loc === 'object' &&
    error.loc !== null &&
    'line' in error.loc &&
    'column' in error.loc &&
    typeof error.loc.line === 'number' &&
    typeof error.loc.column === 'number'
  ) {
    const { line, column } = error.loc;
    return { message: error.message.replace(/ \(\d+:\d+\)$/, ''), at: { line, column } };
  }
  throw error;
}
