/** In the isolate, this module holds the values themselves: it cannot import from outside its folder. */
export { showLimits } from '../../../shared/limits.ts';
