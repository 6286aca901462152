/** Formats of settings. The CDK app checks them at synthesis, a function at its first call. */

/** `rooms.example.org`, in lower case. */
export const DOMAIN_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** The id of a Route 53 zone. */
export const HOSTED_ZONE_ID = /^Z[0-9A-Z]{6,31}$/;
/** Address that a browser opens on a host: `https://{host}:8443`. */
export const HOST_URL = /^https?:\/\/\{host\}(:\d{1,5})?(\/\S*)?$/;
export const HEALTH_PATH = /^\/[\w./~-]*$/;
