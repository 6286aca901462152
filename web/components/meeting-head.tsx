import { clockTime, longDate } from '../lib/instant.ts';
import { statusLabel, statusTone, type Tone } from '../lib/outcomes.ts';
import type { Meeting, Open, Role, Waiting } from '../lib/wire.ts';
import { cityOf, offsetAt, ownZone, zoneOrOwn } from '../lib/zones.ts';
import { Icon, type IconName } from './icons.tsx';

interface MeetingTimeProps {
  readonly meeting: Pick<Waiting, 'meet_time' | 'time_zone' | 'duration_minutes'>;
}

/** The meeting time in the reader's zone and, if it differs, in the meeting's zone. */
export const MeetingTime = ({ meeting }: MeetingTimeProps) => {
  const at = Date.parse(meeting.meet_time);
  const own = ownZone();
  const zone = zoneOrOwn(meeting.time_zone);
  const differs = offsetAt(at, zone) !== offsetAt(at, own);
  return (
    <p className="when">
      {longDate(at, own)}, <strong>{clockTime(at, own)}</strong>
      {meeting.duration_minutes !== undefined && ` · ${meeting.duration_minutes} minutes`}
      {differs && (
        <span className="muted">
          {' '}
          · {clockTime(at, zone)} in {cityOf(zone)}
        </span>
      )}
    </p>
  );
};

export function meetingTitle(answer: Waiting | Open, role: Role): string {
  const other = role === 'teacher' ? answer.student_name : answer.teacher_name;
  return other === undefined ? 'Your meeting' : `Your meeting with ${other}`;
}

const TONE_ICONS: Readonly<Record<Tone, IconName>> = {
  night: 'moon',
  dawn: 'sunrise',
  day: 'sun',
  dusk: 'sunset',
  bad: 'warning',
  none: 'cloud',
};

export const StatusBadge = ({ meeting }: { readonly meeting: Pick<Meeting, 'status' | 'outcome'> }) => {
  const tone = statusTone(meeting);
  return (
    <span className={`badge badge-${tone}`}>
      <Icon name={TONE_ICONS[tone]} />
      {statusLabel(meeting)}
    </span>
  );
};
