import { UnknownKey } from '../domain/errors.ts';
import { personalLink } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { Ports } from '../ports.ts';
import { Problem } from './http/problem.ts';
import type { PersonalLinks } from './http/response-schemas.ts';

/** @throws Problem 410 when the secret of the meeting was dropped, which happens after its end */
export async function requireSecret(secrets: Ports['secrets'], { key_id }: Meeting): Promise<string> {
  try {
    return await secrets.linkSecret(key_id);
  } catch (error) {
    throw error instanceof UnknownKey ? new Problem(410, 'The links of this meeting no longer exist.') : error;
  }
}

/** The links of a meeting that are valid now. */
export async function personalLinks({ secrets }: Pick<Ports, 'secrets'>, meeting: Meeting): Promise<PersonalLinks> {
  const secret = await requireSecret(secrets, meeting);
  return {
    teacher_link: personalLink(secret, meeting, 'teacher'),
    student_link: personalLink(secret, meeting, 'student'),
  };
}
