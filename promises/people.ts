import { type Millis, MINUTE } from '../steps/domain/instants.ts';
import type { Verdict } from '../steps/domain/meeting.ts';
import { hasDied } from './outcomes.ts';
import { promise } from './promise.ts';
import { downtime, TOLERANCE } from './time.ts';
import type { HostTrace, WrittenVerdict } from './trace.ts';

export const nobodyCutOff = promise(
  'nobody-cut-off',
  'No meeting ends before its hard end while someone is present, unless an organiser or teacher ends it, a host dies, or it needs both people and one never came.',
  ['hardEnd', 'verdicts', 'cuts', 'hosts'],
  ({ hardEnd, verdicts, cuts, hosts }) => [
    ...cuts.flatMap(({ heard }) => heard.map((role) => `the host was ended while the ${role} was present`)),
    ...verdicts
      .filter((written) => !mayEnd(written, hosts, hardEnd))
      .flatMap(({ verdict, heard }) =>
        cutOff(verdict, heard).map((role) => `${verdict.outcome} while the ${role} was present`),
      ),
  ],
);

/** A person whose page could not be heard for this long was not just unlucky with one or two reports. */
const UNHEARD_AFTER: Millis = 3 * MINUTE;
/** When the API is down for this long, a meeting whose host does not count people may end. */
const UNHEARD_AT_MOST: Millis = 15 * MINUTE;

export const noLessonCutByBlindness = promise(
  'no-lesson-cut-by-blindness',
  'No meeting ends before its hard end with people in the room because their reports do not arrive. When its host does not count people, this holds for 15 minutes.',
  ['hardEnd', 'verdicts', 'hosts', 'hostsCount', 'outages'],
  ({ hardEnd, verdicts, hosts, hostsCount, outages }) =>
    verdicts
      .filter((written) => !mayEnd(written, hosts, hardEnd))
      .filter(({ at }) => {
        const unheard = downtime(outages, ['api', 'dynamodb'], at - UNHEARD_AT_MOST, at);
        return hostsCount || unheard < UNHEARD_AT_MOST - TOLERANCE;
      })
      .flatMap(({ verdict, at, inside }) => {
        const present = inside.filter(({ since }) => at - since >= UNHEARD_AFTER);
        return cutOff(verdict, present).map(({ role }) => `${verdict.outcome} while the ${role} was in the room`);
      }),
);

/** Of the people who were present at the verdict. A meeting that needs both people may end with one of them in the room. */
const cutOff = <Person>({ outcome }: Verdict, present: readonly Person[]): readonly Person[] =>
  outcome === 'PARTIAL_NO_SHOW' && present.length < 2 ? [] : present;

/** Somebody may end the meeting, or it has no host, or its time is over. */
const mayEnd = ({ verdict, at }: WrittenVerdict, hosts: readonly HostTrace[], hardEnd: Millis): boolean =>
  verdict.by === 'teacher' ||
  verdict.by === 'organiser' ||
  (verdict.failure?.reason === 'HOST_LOST' && hosts.some(hasDied)) ||
  at >= hardEnd - TOLERANCE;
