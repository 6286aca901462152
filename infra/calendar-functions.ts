import { type FunctionSpec, ROUTE } from './function-spec.ts';

/** The functions of the calendar feed. */
export const CALENDAR_FUNCTIONS = {
  createCalendar: {
    ...ROUTE,
    entry: 'steps/api/calendar/create-calendar.ts',
    description: 'Makes the secret address of the calendar feed.',
    grants: ['calendars:read', 'calendars:write'],
  },
  getCalendar: {
    ...ROUTE,
    entry: 'steps/api/calendar/get-calendar.ts',
    description: 'Returns whether the calendar feed has an address.',
    grants: ['calendars:read'],
  },
  revokeCalendar: {
    ...ROUTE,
    entry: 'steps/api/calendar/revoke-calendar.ts',
    description: 'Revokes the address of the calendar feed.',
    grants: ['calendars:read', 'calendars:write'],
  },
  readCalendar: {
    ...ROUTE,
    entry: 'steps/api/calendar/read-calendar.ts',
    description: 'Returns the calendar feed: the meetings as a file of iCalendar.',
    grants: ['calendars:read', 'meetings:list'],
  },
} as const satisfies Record<string, FunctionSpec>;
