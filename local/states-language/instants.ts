// RFC 3339 with upper-case T and Z, as the States Language demands ("Timestamps").
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Epoch milliseconds of a States Language timestamp; undefined for anything else. */
export function parseInstant(value: unknown): number | undefined {
  if (typeof value !== 'string' || !TIMESTAMP.test(value)) return undefined;
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? undefined : instant;
}

/** `YYYY-MM-DDTHH:mm:ss.sssZ`, the form of instants in the context object. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString();
}
