// Quotas of Step Functions Standard workflows (developer guide, "Service quotas").

/** Bytes of UTF-8 JSON in an input, an output or a result: 256 KiB. */
export const MAX_PAYLOAD_BYTES = 262_144;
/** Events of one execution, including the ExecutionFailed event at the quota. */
export const MAX_EVENTS = 25_000;
/** Characters in the name of a state or an execution. */
export const MAX_NAME = 80;
/** Seconds of a wait, a time-out, a heartbeat or a retry's interval; also the number of attempts. */
export const MAX_COUNT = 99_999_999;
/** Exclusive limit of MaxDelaySeconds: 366 days, longer than an execution can run. */
export const MAX_DELAY_SECONDS = 31_622_400;

/** Returns whether the data is over the quota. Counts bytes for long text only: a UTF-16 unit takes at most 3 bytes. */
export function exceedsPayloadQuota(value: unknown): boolean {
  const text = JSON.stringify(value) ?? '';
  return text.length * 3 > MAX_PAYLOAD_BYTES && Buffer.byteLength(text) > MAX_PAYLOAD_BYTES;
}
