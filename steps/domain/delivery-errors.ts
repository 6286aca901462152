/** Why a receiver of webhooks gave no answer. A code of Node.js can follow, in parentheses. */
export const DELIVERY_ERRORS = {
  notPublic: 'the address is not public',
  tooSlow: 'no answer in time',
  noAddress: 'the name has no address',
  lookUp: 'the name could not be looked up',
  refused: 'the connection was refused',
  closed: 'the connection was closed without an answer',
  unreachable: 'the address cannot be reached',
  certificate: 'the certificate is not valid',
  other: 'the request failed',
} as const;
