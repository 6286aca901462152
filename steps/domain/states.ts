/** The state that waits for the first sign of life: presence completes its token, and keeps any other alive. */
export const OPEN_ROOM = 'Open room';
