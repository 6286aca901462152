/** States of a host that people can no longer use. */
export const DOWN_STATES = ['stopping', 'stopped', 'shutting-down', 'terminated'] as const;
/** All states of an EC2 instance (EC2 API reference, InstanceState). In the last two, billing has stopped. */
export const HOST_STATES = ['pending', 'running', ...DOWN_STATES] as const;
export type HostState = (typeof HOST_STATES)[number];

export const isDown = ({ state }: { readonly state: HostState }): boolean => state !== 'pending' && state !== 'running';
