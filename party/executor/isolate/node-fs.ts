/** The module behind `node:fs` and `fs` in programs. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  promises,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from './fs.ts';

export {
  appendFileSync,
  existsSync,
  mkdirSync,
  promises,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
};

export default {
  appendFileSync,
  existsSync,
  mkdirSync,
  promises,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
};
