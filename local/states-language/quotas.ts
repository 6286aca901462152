// Numbers of AWS Step Functions, Standard (facts/aws.md; developer guide, "Service quotas").

/** Bytes of UTF-8 JSON in an input, an output or a result: 256 KiB. */
export const MAX_PAYLOAD_BYTES = 262_144;
/** Events of one execution; the last one is the failure that says so. */
export const MAX_EVENTS = 25_000;
/** Characters in the name of a state or an execution. */
export const MAX_NAME = 80;
/** Seconds of a wait, a time-out, a heartbeat or a retry's interval; also the most attempts. */
export const MAX_COUNT = 99_999_999;
/** MaxDelaySeconds stays below this; a year, which no execution outlives. */
export const MAX_DELAY_SECONDS = 31_622_400;
