/** Texts of `progress` that the steps write. The pages show them after "The room is being prepared:". */
export const MACHINE_STARTS = 'the machine is being started';
export const ACCOUNT_UNVERIFIED = 'AWS is still verifying the account (PendingVerification)';
export const waitingForSlot = (max: number): string => `waiting for a free machine: all ${max} are in use`;
