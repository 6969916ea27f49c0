/** The module behind `node:perf_hooks` in programs. */
const { performance } = self;

export { performance };

export default { performance };
