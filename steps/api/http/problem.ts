/** What is wrong with one field of a request. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Not JSON',
  401: 'Key needed',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not now',
  410: 'Meeting over',
  413: 'Too large',
  415: 'Not application/json',
  422: 'Invalid request',
  429: 'Too many meetings',
  431: 'Too large',
  500: 'Something broke',
  503: 'Try again',
};

/** A refusal, answered as RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly extra: {
      readonly errors?: readonly FieldError[];
      readonly outcome?: string;
      readonly ended_by?: string;
    } = {},
  ) {
    super(detail);
  }

  get body(): string {
    const { status, detail, extra } = this;
    return JSON.stringify({ type: 'about:blank', title: TITLES[status] ?? 'Refused', status, detail, ...extra });
  }
}

export const invalid = (...errors: FieldError[]): Problem =>
  new Problem(422, errors.map(({ field, message }) => `${field} ${message}`).join('; '), { errors });
