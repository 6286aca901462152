/**
 * A transformer for packages of which all test files of a worker share one instance. Node.js compiles them once, not once
 * for each file, and runs them faster than inside the context of a file.
 */
export default {
  process: () => ({ code: 'module.exports = requireNatively(__filename);' }),
  getCacheKey: () => 'native',
};
