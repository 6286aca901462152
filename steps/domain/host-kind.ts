/** What runs on a host: a stock Linux that answers health, docker-jitsi-meet, or an image of the operator's. */
export const HOST_KINDS = ['stand-in', 'jitsi', 'ami'] as const;
export type HostKind = (typeof HOST_KINDS)[number];
