import type * as z from 'zod/mini';
import { UnknownKey } from '../../domain/errors.ts';
import { isMeetingId } from '../../domain/ids.ts';
import { isRole, type KeyHolder, keyMatches, type LinkFields, type Role } from '../../domain/links.ts';
import type { Meeting } from '../../domain/meeting.ts';
import { decidedOutcome } from '../../domain/verdicts.ts';
import { type Caller, mayAssign, maySee } from '../../domain/organisers.ts';
import type { ApiRequest, OrganiserRequest } from '../../http-types.ts';
import type { Ports } from '../../ports.ts';
import { PROBE } from '../../listening/mark.ts';
import { LINK_KEY_HEADER } from '../route-spec.ts';
import { invalid, notFound, type Problem, refused } from './problem.ts';
import { NOT_VISIBLE } from './request-schemas.ts';
import type { FieldError, ProblemBody } from './response-schemas.ts';

const MAX_BODY_BYTES = 16 * 1024;

/** @throws Problem 422 */
export function idempotencyKey(request: ApiRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw invalid({ field: 'Idempotency-Key', message: 'must be 1 to 200 visible ASCII characters', code: 'INVALID' });
  return key;
}

/** A repetition has the same body. */
export const keyReused = (): Problem =>
  invalid({ field: 'Idempotency-Key', message: 'was used with a different body', code: 'INVALID' });

/** The JSON value in the body, not validated. @throws Problem 413, 415, 400 */
export function parseJson(request: ApiRequest): unknown {
  const text = request.body ?? '';
  if (Buffer.byteLength(text) > MAX_BODY_BYTES)
    throw refused(413, 'body', `The body must have at most ${MAX_BODY_BYTES} bytes.`, { code: 'INVALID' });
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw refused(415, 'Content-Type', 'The header Content-Type must be application/json.', { code: 'INVALID' });
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refused(400, 'body', 'The body is not valid JSON.', { code: 'INVALID' });
  }
}

/** @throws Problem 422 that names every invalid field */
export function parseRequest<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    ...result.error.issues.map((issue) => ({
      field: issue.path.join('.') || 'body',
      message: issue.message,
      ...codeOf(issue),
    })),
  );
}

/** The pages check these values before they send them. */
const OTHER = { code: 'INVALID' } as const;

function codeOf(issue: z.core.$ZodIssue): Pick<FieldError, 'code' | 'limit'> {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' ? { code: 'EMPTY' } : OTHER;
    case 'too_big':
      return issue.origin === 'string' ? { code: 'TOO_LONG', limit: Number(issue.maximum) } : OTHER;
    case 'invalid_format':
      return issue.format === 'email' ? { code: 'EMAIL' } : OTHER;
    case 'custom':
      return issue.message === NOT_VISIBLE ? { code: 'CHARACTERS' } : OTHER;
    default:
      return OTHER;
  }
}

export const parseBody = <T>(schema: z.ZodMiniType<T>, request: ApiRequest): T =>
  parseRequest(schema, parseJson(request));

/** The accepted meeting with this id. @throws Problem 404 */
export async function requireMeeting({ meetings }: Pick<Ports, 'meetings'>, id: string | undefined): Promise<Meeting> {
  const meeting = id !== undefined && isMeetingId(id) ? await meetings.find(id) : undefined;
  return requireAccepted(meeting);
}

/** The meeting in the path. @throws Problem 404, also for a meeting of somebody else */
export async function requireOwnMeeting(
  ports: Pick<Ports, 'meetings'>,
  { params, caller }: Pick<OrganiserRequest, 'params' | 'caller'>,
): Promise<Meeting> {
  const meeting = await requireMeeting(ports, params['id']);
  return requireAccepted(maySee(caller, meeting) ? meeting : undefined);
}

/** @throws Problem 403 */
export function requireAdministrator({ kind }: Caller): void {
  if (kind !== 'administrator')
    throw refused(403, 'Authorization', 'Only administrators can see this.', { code: 'FORBIDDEN' });
}

/** @param organiser to whom something shall belong @throws Problem 403 */
export function requireMayAssign(caller: Caller, organiser: string | null | undefined): void {
  if (!mayAssign(caller, organiser))
    throw refused(403, 'organiser', 'Only administrators and machine clients can act for other organisers.', {
      code: 'FORBIDDEN',
    });
}

/** @throws Problem 404 for a missing row and for one whose scheduling call is not complete */
export function requireAccepted(meeting: Meeting | undefined): Meeting {
  if (!meeting?.accepted) throw notFound('There is no such meeting.');
  return meeting;
}

/** @throws Problem 422 */
export function requireRole(role = ''): Role {
  if (!isRole(role)) throw invalid({ field: 'role', message: 'must be teacher or student', code: 'INVALID' });
  return role;
}

/**
 * Checks the key in the header X-Link-Key, or the key in the body or the query of a request made by hand.
 * @throws Problem 403
 */
export async function requireKey(
  { secrets }: Pick<Ports, 'secrets'>,
  row: LinkFields,
  holder: KeyHolder,
  { headers }: ApiRequest,
  madeByHand: string | undefined,
): Promise<void> {
  const key = givenKey(headers) ?? madeByHand ?? '';
  if (!keyMatches(await secretOf(secrets, row), row, holder, key)) throw wrongKey();
}

/** The secret of a meeting or a series. Without it, no key of it is valid. @throws Problem 403 */
async function secretOf(secrets: Ports['secrets'], { key_id }: LinkFields): Promise<string> {
  try {
    return await secrets.linkSecret(key_id);
  } catch (error) {
    throw error instanceof UnknownKey ? wrongKey() : error;
  }
}

const wrongKey = (): Problem =>
  refused(403, LINK_KEY_HEADER, 'This link is not valid for this meeting.', { code: 'FORBIDDEN' });

/**
 * Checks the key of a probe. It can derive from any secret, because the probe and the route may have read them at different
 * times.
 * @throws Problem 403
 */
export async function requireProbeKey(
  { secrets }: Pick<Ports, 'secrets'>,
  { headers }: ApiRequest,
  madeByHand: string | undefined,
): Promise<void> {
  const key = givenKey(headers) ?? madeByHand ?? '';
  const { keys } = await secrets.keyRing();
  if (!Object.values(keys).some((secret) => keyMatches(secret, PROBE, 'probe', key))) throw wrongKey();
}

/** The key in the header X-Link-Key. */
export const givenKey = (headers: ApiRequest['headers']): string | undefined => headers[LINK_KEY_HEADER.toLowerCase()];

/** @throws Problem 410 with the outcome, once the meeting has a verdict */
export function requireNotEnded(
  meeting: Meeting,
  more: Pick<ProblemBody, 'took_minutes' | 'feedback_given' | 'next'> = {},
): void {
  const outcome = decidedOutcome(meeting);
  const by = meeting.verdict?.by;
  if (!outcome) return;
  const ended = { outcome, ...(by && { ended_by: by }), ...more };
  throw refused(410, 'id', 'The meeting has ended.', { code: 'ENDED' }, ended);
}
