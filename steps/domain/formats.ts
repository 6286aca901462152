/** Formats of settings. The CDK app checks them at synthesis, a function at its first call. */

/** `rooms.example.org`, in lower case. */
export const DOMAIN_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** The id of a Route 53 zone. */
export const HOSTED_ZONE_ID = /^Z[0-9A-Z]{6,31}$/;
/** Address that a browser opens on a host: `https://{host}:8443`. */
export const HOST_URL = /^https?:\/\/\{host\}(:\d{1,5})?(\/\S*)?$/;
/** Sender of mails: `lessons@example.org`, or `Lessons <lessons@example.org>`. */
const MAIL_FROM = /^(?:(?<name>[^<>"\p{Cc}]{1,60}?) *<(?<inner>[^<>\s@]+@[^<>\s@]+)>|(?<bare>[^<>\s@]+@[^<>\s@]+))$/u;

/** Undefined for a text of another form. */
export function parseMailFrom(text: string): { readonly name?: string; readonly address: string } | undefined {
  const { name, inner, bare } = MAIL_FROM.exec(text)?.groups ?? {};
  const address = inner ?? bare;
  return address === undefined ? undefined : { ...(name !== undefined && { name }), address };
}
export const HEALTH_PATH = /^\/[\w./~-]*$/;
