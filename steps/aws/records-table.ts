/**
 * The layout of the table of everything that is not a meeting, for the CDK and the local runtime. Does not import the SDK, so
 * that infra can import it.
 */
export const RECORDS_TABLE = {
  /** The kind of the record: see `PARTITIONS`. */
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Series with something to tell by mail: in the partition of the series, by `mail_at`. Keys only. */
  untold: { name: 'untold', sortKey: 'mail_at' },
  /** Lists the series of one organiser. Series of administrators are not in it. */
  seriesOf: { name: 'series-of', partitionKey: 'series_of', sortKey: 'id' },
  /** Epoch seconds. */
  timeToLive: 'expires_at',
} as const;

/** Partition keys. Policies allow a function its partitions only. */
export const PARTITIONS = {
  series: 'series',
  webhooks: 'webhooks',
  calendars: 'calendars',
  readyTimes: 'ready-times',
} as const;

/** The partition of an event. Each has its own: a meeting on the hour writes many. */
export const eventKey = (id: string): string => `event#${id}`;

/** The partition of the actions of a meeting, by their number. */
export const actionsOf = (meetingId: string): string => `actions#${meetingId}`;

/** The partition of the deliveries to a webhook, by the id of their event. */
export const deliveriesOf = (webhookId: string): string => `deliveries#${webhookId}`;
