/** Texts of `progress` that the steps write. The pages show them after "The room is being prepared:". */
export const MACHINE_STARTS = 'the machine is being started';
export const ACCOUNT_UNVERIFIED = 'AWS is still verifying the account (PendingVerification)';
export const waitingForSlot = (max: number): string => `waiting for a free machine: all ${max} are in use`;

/** What a probe of a host says while the host is not ready. Texts from the host itself are not shown. */
export const HOST_PARTS = {
  certificate: 'the certificate of the room is not valid',
  chat: 'the signalling of the room is starting',
  bridge: 'the video bridge is starting',
  focus: 'the conference is being set up',
  relay: 'the path for networks without UDP is starting',
  page: 'the page of the room is starting',
  websocket: 'the connection to the room is starting',
  notReady: 'the host is up, but not ready yet',
  slow: 'the host does not answer in time',
  silent: 'the host does not answer yet',
} as const;
