import type { Meeting } from '../../domain/meeting.ts';
import { planOf } from '../../domain/revisions.ts';
import type { ApiRequest } from '../../http-types.ts';
import { refused } from './problem.ts';

/** `"plan.version"`. Every presence raises the version; only the organiser's changes raise the plan. */
export const etagOf = (meeting: Meeting): string => `"${planOf(meeting)}.${meeting.version}"`;

const tagsOf = (header: string): readonly string[] => header.split(',').map((tag) => tag.trim());

/** Compares the plan only, so that presence does not make a change fail. @throws Problem 412 */
export function requirePlan(meeting: Meeting, { headers }: ApiRequest): void {
  const wanted = headers['if-match'];
  if (wanted === undefined) return;
  if (tagsOf(wanted).some((tag) => tag === '*' || /^"(\d+)\.\d+"$/.exec(tag)?.[1] === String(planOf(meeting)))) return;
  throw refused(412, 'If-Match', 'Somebody else has changed the meeting. Load it again.', { code: 'CHANGED' });
}

/** Whether the client has this state of the meeting already. */
export const isKnown = (meeting: Meeting, request: ApiRequest): boolean => hasTag(request, etagOf(meeting));

/** Whether the client has the content with this tag already. */
export const hasTag = ({ headers }: ApiRequest, etag: string): boolean =>
  tagsOf(headers['if-none-match'] ?? '').some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag);
