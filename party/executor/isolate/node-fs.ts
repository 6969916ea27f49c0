/** What `node:fs` and `fs` are to programs. */
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
