import type { FieldError, ProblemBody, RefusalCode } from './response-schemas.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Malformed request',
  403: 'Forbidden',
  404: 'Not found',
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
    readonly extra: Pick<ProblemBody, 'errors' | 'outcome' | 'ended_by' | 'took_minutes' | 'feedback_given'> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  get body(): string {
    const { status, detail, extra } = this;
    const title = TITLES[status] ?? 'Request rejected';
    return JSON.stringify({ type: 'about:blank', title, status, detail, ...extra } satisfies ProblemBody);
  }
}

export const invalid = (...errors: FieldError[]): Problem =>
  new Problem(422, errors.map(({ field, message }) => `${field} ${message}`).join('; '), { errors });

/** A request that is valid, but impossible now. */
export const refused = (
  status: 403 | 409 | 412 | 429,
  field: string,
  detail: string,
  more: { readonly code?: RefusalCode; readonly limit?: number } = {},
): Problem => new Problem(status, detail, { errors: [{ field, message: detail, ...more }] });
