/** What can happen to a meeting that others are told. */
export const EVENT_TYPES = [
  'scheduled',
  'moved',
  'ready',
  'started',
  'joined',
  'left',
  'extended',
  'cancelled',
  'ended',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];
