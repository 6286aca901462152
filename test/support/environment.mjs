import { createRequire } from 'node:module';
import { types } from 'node:util';
import { TestEnvironment } from 'jest-environment-node';

/** Errors of Node.js and of shared packages come from another context; `instanceof Error` is true for them too. */
function acceptErrorsOfNodeIn(ErrorOfTests) {
  const isInstance = Function.prototype[Symbol.hasInstance];
  Object.defineProperty(ErrorOfTests, Symbol.hasInstance, {
    value(candidate) {
      return isInstance.call(this, candidate) || (this === ErrorOfTests && types.isNativeError(candidate));
    },
  });
}

/** Node.js for one test file, with the packages that all files of a worker share. */
export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireNatively = createRequire(import.meta.url);
    acceptErrorsOfNodeIn(this.global.Error);
  }
}
