/** In the isolate, the shared module's own source takes the place of this one: see source.ts. */
export {
  candidates,
  isRelative,
  moduleExtensions,
  namedPath,
} from '../../../shared/programs/module-paths.ts';
