import { type FunctionSpec, ROUTE } from './function-spec.ts';

/** The functions of series. */
export const SERIES_FUNCTIONS = {
  fillSeries: {
    memory: 1024,
    // The longest that Lambda allows: once a day, for all series.
    timeout: 900,
    entry: 'steps/series/fill-series.ts',
    description: 'Creates the meetings of series for the next 60 days, and cancels those after the end of a series.',
    grants: [
      ...(['series:read', 'series:write', 'series:list'] as const),
      ...(['meetings:read', 'meetings:write', 'meetings:list', 'link-secret:read'] as const),
      ...(['wake-ups:arm', 'wake-ups:disarm', 'workflow:start', 'workflow:stop'] as const),
    ],
  },
  createSeries: {
    ...ROUTE,
    entry: 'steps/api/series/create-series.ts',
    description: 'Creates a series, once for each idempotency key.',
    grants: ['series:read', 'series:write', 'series:fill', 'link-secret:read'],
  },
  previewSeries: {
    ...ROUTE,
    entry: 'steps/api/series/preview-series.ts',
    description: 'Returns the dates that a series would have.',
    grants: [],
  },
  listSeries: {
    ...ROUTE,
    entry: 'steps/api/series/list-series.ts',
    description: 'Lists all series.',
    grants: ['series:list'],
  },
  getSeries: {
    ...ROUTE,
    entry: 'steps/api/series/get-series.ts',
    description: 'Returns one series with its dates and their meetings.',
    grants: ['series:read', 'meetings:read'],
  },
  changeSeries: {
    ...ROUTE,
    entry: 'steps/api/series/change-series.ts',
    description: 'Changes a date of a series and all following ones, with a successor, or hands it over; repeatable.',
    grants: ['series:read', 'series:write', 'series:fill', 'meetings:read', 'meetings:write'],
  },
  endSeries: {
    ...ROUTE,
    entry: 'steps/api/series/end-series.ts',
    description: 'Ends a series; repeatable.',
    grants: ['series:read', 'series:write', 'series:fill'],
  },
  getSeriesLinks: {
    ...ROUTE,
    entry: 'steps/api/series/get-series-links.ts',
    description: 'Returns the personal links of a series, after it recorded that.',
    grants: ['series:read', 'meetings:read', 'meetings:write', 'link-secret:read'],
  },
  openSeries: {
    ...ROUTE,
    entry: 'steps/api/series/open-series.ts',
    description: 'Returns the link of the current or the next meeting of a series.',
    grants: ['series:read', 'meetings:read', 'link-secret:read'],
  },
  revokeSeriesLink: {
    ...ROUTE,
    entry: 'steps/api/series/revoke-series-link.ts',
    description: 'Revokes the link of one role of a series and of its meetings.',
    grants: ['series:read', 'series:write', 'meetings:read', 'meetings:write', 'link-secret:read'],
  },
} as const satisfies Record<string, FunctionSpec>;
