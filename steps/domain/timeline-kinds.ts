/** What happened to a meeting, for pages that say it in other languages. */
export const TIMELINE_KINDS = [
  'scheduled',
  'host_launched',
  'host_healthy',
  'host_given_up',
  'moved',
  'changed',
  'room_opened',
  'first_seen',
  'last_seen',
  'decided',
  'ended',
] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];
