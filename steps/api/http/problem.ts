import type { RefusalCode } from './refusal-codes.ts';
import type { FieldError, ProblemBody } from './response-schemas.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Malformed request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  406: 'Not acceptable',
  409: 'Conflict',
  410: 'Meeting ended',
  412: 'Precondition failed',
  413: 'Request too large',
  415: 'Unsupported media type',
  422: 'Invalid request',
  429: 'Too many requests',
  431: 'Request headers too large',
  500: 'Internal error',
  503: 'Try again',
};

/** An error response as RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: number,
    readonly detail: string,
    /** Empty only when the server fails: a refusal has at least one, with a code. */
    readonly errors: readonly FieldError[],
    readonly extra: Pick<
      ProblemBody,
      'outcome' | 'ended_by' | 'took_minutes' | 'feedback_given' | 'free_from' | 'next'
    > = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  get body(): string {
    const { status, detail, errors, extra } = this;
    const title = TITLES[status] ?? 'Request rejected';
    return JSON.stringify({
      type: 'about:blank',
      title,
      status,
      detail,
      ...(errors.length > 0 && { errors: [...errors] }),
      ...extra,
    } satisfies ProblemBody);
  }
}

export const invalid = (...errors: FieldError[]): Problem =>
  new Problem(422, errors.map(({ field, message }) => `${field} ${message}`).join('; '), errors);

/** A request that the pages can explain in the language of their reader. */
export const refused = (
  status: 400 | 401 | 403 | 404 | 406 | 409 | 410 | 412 | 413 | 415 | 429,
  field: string,
  detail: string,
  why: { readonly code: RefusalCode; readonly limit?: number },
  extra?: Problem['extra'],
  headers?: Problem['headers'],
): Problem => new Problem(status, detail, [{ field, message: detail, ...why }], extra, headers);

/** RFC 6750. Browsers show no dialog for this scheme. */
export const CHALLENGE = 'Bearer realm="meetings"';

export const NO_CREDENTIALS = 'This route needs a valid API key in the header X-Api-Key, or a valid access token.';

export const unauthorized = (): Problem =>
  refused(401, 'Authorization', NO_CREDENTIALS, { code: 'FORBIDDEN' }, {}, { 'WWW-Authenticate': CHALLENGE });

export const notFound = (detail: string): Problem => refused(404, 'id', detail, { code: 'NOT_FOUND' });
