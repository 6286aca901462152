/** Names by which browsers reach the runtime, which listens on 127.0.0.1 only. */
const NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether a request is meant for the runtime, by its header `Host`, such as `localhost:3000`. A page of another site can
 * let its own name point to 127.0.0.1 (DNS rebinding) and would then be of the same origin, but its requests have its name.
 */
export const isAllowedHost = (host: string | undefined): boolean =>
  host !== undefined && NAMES.has(host.toLowerCase().replace(/:\d+$/, ''));
