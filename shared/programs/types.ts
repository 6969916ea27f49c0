import nodeModules from './node.d.ts?raw';
import nodeTools from './node-tools.d.ts?raw';
import program from './program.d.ts?raw';

/** Of Node's modules, those that can be imported without `node:` too; `program.d.ts` says it of its own. */
const aliases = Array.from(
  `${nodeModules}${nodeTools}`.matchAll(/^declare module 'node:([^']+)'/gm),
  ([, name]) => `declare module '${name}' {\n  import all = require('node:${name}');\n  export = all;\n}\n`,
).join('');

/** The types of what a program can use, by paths that no file of a room can have. */
export const programTypes: Readonly<Record<string, string>> = {
  'tandem:/program.d.ts': program,
  'tandem:/node.d.ts': nodeModules,
  'tandem:/node-tools.d.ts': nodeTools,
  'tandem:/node-names.d.ts': aliases,
};
