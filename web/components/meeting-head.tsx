import type { Texts } from '../lib/languages/texts.ts';
import { clockTime, longDate, timeRange } from '../lib/instant.ts';
import type { Open, Role, Waiting } from '../lib/wire.ts';
import { cityOf, offsetAt, ownZone, zoneOrOwn } from '../lib/zones.ts';
import { useTexts } from './language.tsx';

interface MeetingTimeProps {
  readonly meeting: Pick<Waiting, 'meet_time' | 'time_zone' | 'duration_minutes'>;
}

/** The meeting time in the reader's zone and, if it differs, in the meeting's zone. */
export const MeetingTime = ({ meeting }: MeetingTimeProps) => {
  const texts = useTexts();
  const at = Date.parse(meeting.meet_time);
  const own = ownZone();
  const zone = zoneOrOwn(meeting.time_zone);
  const differs = offsetAt(at, zone) !== offsetAt(at, own);
  return (
    <p className="when">
      {longDate(at, own)}, <strong>{timeRange(at, at + meeting.duration_minutes * 60_000, own)}</strong>
      {differs && (
        <>
          {' '}
          {texts.yourTime}
          <span className="when-else muted">{texts.timeIn(clockTime(at, zone), cityOf(zone))}</span>
        </>
      )}
    </p>
  );
};

export const meetingTitle = (answer: Waiting | Open, role: Role, texts: Texts): string =>
  texts.yoursWith(role === 'teacher' ? answer.student_name : answer.teacher_name);
