/** The module behind `node:fs/promises` and `fs/promises` in programs. */
import { promises } from './fs.ts';

export const {
  access,
  appendFile,
  copyFile,
  exists,
  lstat,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
} = promises;

export default promises;
