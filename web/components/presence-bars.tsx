import type { OrganiserTexts } from '../lib/languages/texts.ts';
import { clockTime, timeRange } from '../lib/instant.ts';
import { type Details, ROLES, type Seen } from '../lib/wire.ts';
import { useNow } from './app.tsx';
import { useOrganiserTexts } from './language.tsx';
import { Face } from './person.tsx';

const MINUTE = 60_000;

/** Who is or was in the room, on an axis of real time: from the opening to the planned end, or longer. */
export const PresenceBars = ({ details }: { readonly details: Details }) => {
  const texts = useOrganiserTexts();
  const now = useNow();
  const meetTime = Date.parse(details.meet_time);
  const from = Math.min(Date.parse(details.opened_at ?? details.meet_time), meetTime);
  const end = details.ended_at === undefined ? now : Date.parse(details.ended_at);
  const to = Math.max(meetTime + details.duration_minutes * MINUTE, Math.min(end, now));
  const part = (at: number): number => Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
  const hasAxis = details.opened_at !== undefined;
  return (
    <section className="card" aria-labelledby="attendance-title">
      <h2 id="attendance-title">{texts.attendance}</h2>
      <ul className="presence">
        {ROLES.map((role) => {
          const seen = details.attendance[role];
          const name = role === 'teacher' ? details.teacher_name : details.student_name;
          const here = seen !== undefined && seen.left_at === undefined && details.status !== 'ENDED';
          const until = here ? now : Date.parse(seen?.last_seen_at ?? details.meet_time);
          return (
            <li key={role}>
              <Face name={name} {...(seen === undefined ? { here: false } : here && { here: true })} />
              <div className="presence-person">
                <b>
                  <bdi>{name}</bdi>
                </b>{' '}
                <span className="muted small">{texts.role[role]}</span>{' '}
                <span className="small presence-text">{presenceText(seen, here, details, texts)}</span>
                {hasAxis && (
                  <span className="presence-axis" aria-hidden="true">
                    {seen && (
                      <i
                        style={{
                          insetInlineStart: `${part(Date.parse(seen.first_seen_at))}%`,
                          inlineSize: `${Math.max(1, part(until) - part(Date.parse(seen.first_seen_at)))}%`,
                        }}
                      />
                    )}
                  </span>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {hasAxis && (
        <p className="presence-times small muted" aria-hidden="true">
          {[0, 1 / 3, 2 / 3, 1].map((share) => (
            <span key={share}>{clockTime(from + (to - from) * share)}</span>
          ))}
        </p>
      )}
    </section>
  );
};

function presenceText(
  seen: Seen | undefined,
  here: boolean,
  { status, outcome, opened_at: openedAt }: Details,
  texts: OrganiserTexts,
): string {
  if (!seen) {
    if (outcome === 'CANCELLED' && openedAt === undefined) return texts.notExpected;
    return status === 'ENDED' ? texts.didNotJoin : texts.notYet;
  }
  const from = Date.parse(seen.first_seen_at);
  return here ? texts.inRoomSince(clockTime(from)) : timeRange(from, Date.parse(seen.last_seen_at));
}
