import { UnknownKey } from '../domain/errors.ts';
import { type LinkFields, personalLink } from '../domain/links.ts';
import type { Ports } from '../ports.ts';
import { refused } from './http/problem.ts';
import type { PersonalLinks } from './http/response-schemas.ts';

/** @throws Problem 410 when the secret of the meeting or series was dropped, which happens after its end */
export async function requireSecret(secrets: Ports['secrets'], { key_id }: LinkFields): Promise<string> {
  try {
    return await secrets.linkSecret(key_id);
  } catch (error) {
    throw error instanceof UnknownKey
      ? refused(410, 'id', 'These links no longer exist.', { code: 'LINKS_GONE' })
      : error;
  }
}

/** The links of a meeting or a series that are valid now. */
export async function personalLinks(
  { secrets }: Pick<Ports, 'secrets'>,
  row: LinkFields & { readonly frontend_base_url: string },
): Promise<PersonalLinks> {
  const secret = await requireSecret(secrets, row);
  return {
    teacher_link: personalLink(secret, row, 'teacher'),
    student_link: personalLink(secret, row, 'student'),
  };
}
