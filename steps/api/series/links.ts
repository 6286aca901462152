import { keyMatches, personalLink, type Role } from '../../domain/links.ts';
import type { ApiRequest } from '../../http-types.ts';
import type { Ports } from '../../ports.ts';
import type { Series } from '../../series/series.ts';
import { Problem } from '../http/problem.ts';
import { givenKey } from '../http/request-guards.ts';
import type { PersonalLinks } from '../http/response-schemas.ts';

/** The links of a series. They derive from the current link secret, and are valid until it is dropped. */
export async function seriesLinks({ secrets }: Pick<Ports, 'secrets'>, row: Series): Promise<PersonalLinks> {
  const { current } = await secrets.keyRing();
  const secret = await secrets.linkSecret(current);
  const fields = { ...row, frontend_base_url: row.plan.frontend_base_url };
  return {
    teacher_link: personalLink(secret, fields, 'teacher'),
    student_link: personalLink(secret, fields, 'student'),
  };
}

/** @throws Problem 403 unless the key in the header X-Link-Key derives from any link secret */
export async function requireSeriesKey(
  { secrets }: Pick<Ports, 'secrets'>,
  row: Series,
  role: Role,
  { headers }: ApiRequest,
): Promise<void> {
  const { keys } = await secrets.keyRing();
  const key = givenKey(headers) ?? '';
  if (!Object.values(keys).some((secret) => keyMatches(secret, row, role, key)))
    throw new Problem(403, 'This link is not valid for this series.');
}
