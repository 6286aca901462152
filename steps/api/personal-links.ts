import { personalLink } from '../domain/links.ts';
import type { Meeting } from '../domain/meeting.ts';
import type { Ports } from '../ports.ts';
import type { PersonalLinks } from './http/response-schemas.ts';

/** The links of a meeting that are valid now. */
export async function personalLinks({ secrets }: Pick<Ports, 'secrets'>, meeting: Meeting): Promise<PersonalLinks> {
  const secret = await secrets.linkSecret();
  return {
    teacher_link: personalLink(secret, meeting, 'teacher'),
    student_link: personalLink(secret, meeting, 'student'),
  };
}
