/** A script, and what GNU bash did with it. */
export interface BashCase {
  script: string;
  stdout: string;
  exitCode: number;
  /** The files that it changed, with their new text, or null for one that is gone. */
  files: Record<string, string | null>;
  /** What our bash says instead, with an exit code that is not 0, of what it does not support. */
  refusal?: string;
}

/** The files that are there when a script starts. */
export const files: Record<string, string> = {
  'README.md': '# Title\n\nSome text.\nTODO: write more\n',
  'src/main.ts': "import { add } from './add.ts';\n\nconsole.log(add(1, 2)); // TODO\n",
  'src/add.ts': 'export const add = (a: number, b: number): number => a + b;\n',
  'src/deep/er/x.ts': 'export const x = 1;\n',
  'data/people.csv': 'name,age,city\nAda,36,London\nGrace,85,New York\nAlan,41,London\nEdsger,72,Nuenen\n',
  'data/log.txt': 'INFO start\nWARN slow\nERROR failed\nINFO retry\nERROR failed\nINFO end\n',
  'data/items.json':
    '{"items":[{"id":1,"tags":["a","b"],"price":2.5},{"id":2,"tags":[],"price":10}],"total":2}\n',
  'words.txt': 'pear\napple\nfig\napple\nbanana\nfig\napple\n',
  'umlaut.txt': 'grüße\nnaïve\n',
};
