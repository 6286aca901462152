/** States in which the billing of a host has stopped. */
const ENDED_STATES = ['shutting-down', 'terminated'] as const;
/** States of a host that people can no longer use. */
export const DOWN_STATES = ['stopping', 'stopped', ...ENDED_STATES] as const;
/**
 * States whose events run the sweep. Each event costs a look-up, because it has no tags. `terminated` follows
 * `shutting-down`; if that event is lost, the sweep timer finds the host.
 */
export const REPORTED_STATES = DOWN_STATES.filter((state) => state !== 'terminated');
/** All states of an EC2 instance (EC2 API reference, InstanceState). */
export const HOST_STATES = ['pending', 'running', ...DOWN_STATES] as const;
export type HostState = (typeof HOST_STATES)[number];

const isIn =
  (states: readonly string[]) =>
  ({ state }: { readonly state: string }): boolean =>
    states.includes(state);

export const isDown = isIn(DOWN_STATES);
export const isReported = isIn(REPORTED_STATES);
export const hasEnded = isIn(ENDED_STATES);

/** States of a host that is billed. */
export const BILLED_STATES = HOST_STATES.filter((state) => !hasEnded({ state }));
