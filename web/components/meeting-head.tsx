import { clockTime, longDate } from '../lib/instant.ts';
import type { Open, Role, Waiting } from '../lib/wire.ts';
import { cityOf, offsetAt, ownZone } from '../lib/zones.ts';

/** The meeting time, in the meeting's zone and, where clocks differ, in one's own. */
export const When = ({ answer }: { readonly answer: Waiting | Open }) => {
  const at = Date.parse(answer.meet_time);
  const own = ownZone();
  const zone = answer.time_zone ?? own;
  const elsewhere = offsetAt(at, zone) !== offsetAt(at, own);
  return (
    <p className="when">
      {longDate(at, own)}, <strong>{clockTime(at, own)}</strong>
      {answer.duration_minutes !== undefined && ` · ${answer.duration_minutes} minutes`}
      {elsewhere && (
        <span className="muted">
          {' '}
          · {clockTime(at, zone)} in {cityOf(zone)}
        </span>
      )}
    </p>
  );
};

export function heading(answer: Waiting | Open, role: Role): string {
  const other = role === 'teacher' ? answer.student_name : answer.teacher_name;
  return other === undefined ? 'Your meeting' : `Your meeting with ${other}`;
}
