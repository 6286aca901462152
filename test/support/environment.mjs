import hooks from 'node:async_hooks';
import { createRequire } from 'node:module';
import { types } from 'node:util';
import { TestEnvironment } from 'jest-environment-node';

/**
 * Stands in for the AsyncLocalStorage in which Jest keeps the running test. That one hooks into every promise, which makes
 * the simulated meetings slower, and is only needed for tests that run at the same time. Here they run one after the other.
 */
class RunningTest {
  #store;

  getStore() {
    return this.#store;
  }

  async run(store, act) {
    const outer = this.#store;
    this.#store = store;
    try {
      return await act();
    } finally {
      this.#store = outer;
    }
  }
}

/** Errors of Node.js and of shared packages come from another context; `instanceof Error` is true for them too. */
function acceptErrorsOfNodeIn(ErrorOfTests) {
  const isInstance = Function.prototype[Symbol.hasInstance];
  Object.defineProperty(ErrorOfTests, Symbol.hasInstance, {
    value(candidate) {
      return isInstance.call(this, candidate) || (this === ErrorOfTests && types.isNativeError(candidate));
    },
  });
}

const { AsyncLocalStorage } = hooks;
/** False from Node.js 24 on, where it does without hooks. */
const hasHooks = Object.getOwnPropertyDescriptor(hooks, 'AsyncLocalStorage').writable === true;

/** Node.js for one test file, with the parts of Jest and of packages that would slow it down replaced or shared. */
export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireNatively = createRequire(import.meta.url);
    acceptErrorsOfNodeIn(this.global.Error);
    // Until the event `setup`, Jest loads its own modules only.
    if (hasHooks) hooks.AsyncLocalStorage = RunningTest;
  }

  handleTestEvent({ name }) {
    if (hasHooks && name === 'setup') hooks.AsyncLocalStorage = AsyncLocalStorage;
  }
}
