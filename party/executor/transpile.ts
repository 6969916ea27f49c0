import { parse, type Program } from 'acorn';
import { transform } from 'sucrase';
import { beforeTransform, type Position } from './isolate/positions.ts';
import { CodeProblem } from './problem.ts';

/** One file as plain JavaScript, on the same lines, with its syntax tree. */
export interface Transpiled {
  code: string;
  /** Source map (VLQ) back to the file; absent when nothing was taken out. */
  mappings?: string;
  tree: Program;
}

/** @throws CodeProblem where the syntax is wrong. */
export function transpile(file: string, source: string): Transpiled {
  if (file.endsWith('.json')) return jsonModule(file, source);
  const typescript = /\.(ts|tsx|mts)$/.test(file);
  const jsx = /\.(tsx|jsx)$/.test(file);
  if (typescript) refuseNamespaces(file, source);
  const stripped = typescript || jsx ? strip(file, source, typescript, jsx) : { code: source };
  try {
    const tree = parse(stripped.code, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      allowHashBang: true,
      allowReturnOutsideFunction: false,
    });
    return { ...stripped, tree };
  } catch (error) {
    const { message, at } = syntaxErrorOf(error);
    const decorated = stripped.code.split('\n')[at.line - 1]?.[at.column] === '@';
    throw new CodeProblem(decorated ? 'Decorators are not supported here.' : message, {
      file,
      ...sourcePosition(stripped, { line: at.line, column: at.column + 1 }),
    });
  }
}

/** The file's position for one of its JavaScript before edits. */
export function sourcePosition(module: { mappings?: string }, at: Position): Position {
  return module.mappings === undefined ? at : beforeTransform(module.mappings, at);
}

function strip(
  file: string,
  source: string,
  typescript: boolean,
  jsx: boolean,
): { code: string; mappings?: string } {
  try {
    const { code, sourceMap } = transform(source, {
      transforms: [...(typescript ? ['typescript' as const] : []), ...(jsx ? ['jsx' as const] : [])],
      disableESTransforms: true,
      preserveDynamicImport: true,
      production: true,
      filePath: file,
      sourceMapOptions: { compiledFilename: file },
    });
    return sourceMap === undefined ? { code } : { code, mappings: sourceMap.mappings };
  } catch (error) {
    const { message, at } = syntaxErrorOf(error);
    // Sucrase counts columns from 1 and names the file itself.
    throw new CodeProblem(message.replace(`Error transforming ${file}: `, ''), {
      file,
      line: at.line,
      column: Math.max(1, at.column),
    });
  }
}

/** Sucrase would drop these without a word, and the program would miss them only when it runs. */
function refuseNamespaces(file: string, source: string): void {
  const lines = source.split('\n');
  for (const [i, line] of lines.entries()) {
    const match = /^(\s*(?:export\s+)?)namespace\s+[\w$.]+\s*(\{|$)/.exec(line);
    if (match === null) continue;
    let output: string;
    try {
      output = transform(source, { transforms: ['typescript'], disableESTransforms: true }).code;
    } catch {
      // Not TypeScript at all, which strip() reports with its place.
      return;
    }
    // Still there after the types are gone: it stands in a comment or a string.
    if (/namespace/.test(output.split('\n')[i] ?? '')) continue;
    throw new CodeProblem('`namespace` is not supported here: put its content in a file of its own.', {
      file,
      line: i + 1,
      column: (match[1]?.length ?? 0) + 1,
    });
  }
}

function jsonModule(file: string, source: string): Transpiled {
  try {
    JSON.parse(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const offset = /position (\d+)/.exec(message)?.[1];
    const before = source.slice(0, offset === undefined ? 0 : Number(offset)).split('\n');
    throw new CodeProblem(`This is not JSON: ${message}`, {
      file,
      line: before.length,
      column: (before.at(-1) ?? '').length + 1,
    });
  }
  // Through JSON.parse, since `__proto__` means something else in a literal.
  const code = `export default JSON.parse(${JSON.stringify(source)});`;
  return { code, tree: parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) };
}

/** Both parsers throw a SyntaxError with `loc` and put the place into the message, too. */
function syntaxErrorOf(error: unknown): { message: string; at: { line: number; column: number } } {
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
