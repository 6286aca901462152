import { useTexts } from '../components/language.tsx';
import { Face } from '../components/person.tsx';
import { clockTime } from '../lib/instant.ts';
import { otherOf } from '../lib/roles.ts';
import type { Open, Role, Waiting } from '../lib/wire.ts';

interface PeopleHereProps {
  readonly answer: Waiting | Open;
  readonly role: Role;
  readonly inside: boolean;
}

/** Who waits for whom: the reader first, then the other person. */
export const PeopleHere = ({ answer, role, inside }: PeopleHereProps) => {
  const texts = useTexts();
  const other = otherOf(role);
  const { state, since } = answer.people[other];
  const isHere = state !== 'away';
  const name = nameOf(answer, other);
  return (
    <ul className="people-here" aria-label={texts.whoIsHere}>
      <li className="person-pill">
        <Face name={nameOf(answer, role)} here />
        <span>
          <b>{texts.you}</b>
          <span className="person-state person-state-here">{inside ? texts.inRoom : texts.here}</span>
        </span>
      </li>
      <li className="person-pill">
        <Face name={name} here={isHere} />
        <span>
          <b>
            <bdi>{name}</bdi>
          </b>
          <span className={isHere ? 'person-state person-state-here' : 'person-state'}>
            {state === 'inside'
              ? texts.inRoom
              : state === 'waiting'
                ? since === undefined
                  ? texts.here
                  : texts.hereSince(clockTime(Date.parse(since)))
                : texts.notHere}
          </span>
        </span>
      </li>
    </ul>
  );
};

export const nameOf = (answer: Waiting | Open, role: Role): string =>
  role === 'teacher' ? answer.teacher_name : answer.student_name;
