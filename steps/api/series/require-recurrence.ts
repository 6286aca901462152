import { parseLocalTime } from '../../domain/meet-time.ts';
import type { Recurrence } from '../../domain/series/occurrences.ts';
import { parseRule } from '../../domain/series/rule.ts';
import type { Ports } from '../../ports.ts';
import { invalid } from '../http/problem.ts';
import type { PreviewBody } from '../http/request-schemas.ts';
import type { FieldError } from '../http/response-schemas.ts';
import { requireDates } from './require-dates.ts';

/**
 * When a series takes place.
 * @param others faults of other fields
 * @throws Problem 422 with all faults
 */
export function requireRecurrence(
  ports: Pick<Ports, 'clock' | 'log'>,
  body: PreviewBody,
  others: readonly FieldError[] = [],
): Recurrence {
  const reading = parseRule(body.rrule);
  const start = parseLocalTime(body.meet_time, body.time_zone);
  const faults: FieldError[] = [
    ...('rule' in reading ? [] : [{ field: 'rrule', ...reading, code: 'RULE' as const }]),
    ...('local' in start ? [] : [start]),
    ...others,
  ];
  if (!('rule' in reading) || !('local' in start) || faults.length > 0) throw invalid(...faults);
  const recurrence = { rule: reading.rule, start: start.local, time_zone: body.time_zone };
  requireDates(ports, recurrence, body.duration_minutes);
  return recurrence;
}
