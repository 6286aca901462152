import { ORIGIN } from '../../simulation/world/api.ts';
import type { Series } from '../../steps/series/series.ts';

/** A weekly lesson on Tuesdays at 16:00 in Berlin, without meetings. */
export const aSeries = (changes: Partial<Series> = {}): Series => ({
  id: 'weeklylesson0001',
  version: 1,
  organiser: 'default',
  created_at: '2026-11-30T12:00:00.000Z',
  rule: { text: 'FREQ=WEEKLY' },
  start: '2026-12-01T16:00:00',
  time_zone: 'Europe/Berlin',
  plan: { teacher_name: 'Ada', student_name: 'Ben', frontend_base_url: `${ORIGIN}/join`, time_zone: 'Europe/Berlin' },
  base_url: 'https://api.example',
  key_id: 'k0',
  occurrences: {},
  ...changes,
});
