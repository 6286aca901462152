import type { HostKind } from '../steps/domain/host-kind.ts';
import type { Millis } from '../steps/domain/instants.ts';
import type { HostRole, Meeting } from '../steps/domain/meeting.ts';
import type { Timetable } from '../steps/domain/timetable.ts';
import type { MailMessage } from '../steps/mail/ports.ts';
import type { Outage } from '../promises/trace.ts';
import type { CheckedBuild } from './builds/builds.ts';
import type { Observation } from './observation.ts';
import type { Scenario } from './plan/scenario.ts';
import type { Breach, Conditions } from './promised.ts';
import type { DisturbancesOptions } from './world/disturbances.ts';
import type { WorldOptions } from './world/world-options.ts';

export interface SimulationOptions extends Conditions, Omit<DisturbancesOptions, 'outages'> {
  readonly start: Millis;
  readonly timetable?: Partial<Timetable>;
  readonly hostRoles: readonly HostRole[];
  /** Hosts of kind jitsi count people. */
  readonly hostKind: HostKind;
  readonly maxInFlight?: number;
  /** Wraps the ports of all functions. Tests use it to break something on purpose. */
  readonly between?: WorldOptions['between'];
  /** The scenario of a meeting that none of them scheduled: one that a series has created. */
  readonly adopt?: (row: Meeting) => Scenario | undefined;
  /** Runs the functions that act for no meeting with a scenario. */
  readonly others?: NonNullable<WorldOptions['invoke']>;
  readonly onWrite?: NonNullable<WorldOptions['onWrite']>;
  readonly onSeriesWrite?: WorldOptions['onSeriesWrite'];
  /** Receives each mail that arrives, also those about series. */
  readonly onMail?: (message: MailMessage, repeated: boolean) => void;
  /** The timers of sweep and probe rest while no meeting is within this time. */
  readonly restsUntil?: Millis;
  /** Receives the entries of the timelines. */
  readonly onEvent?: (observed: Observation, what: string, at: Millis) => void;
  readonly onChecked: (observed: Observation, result: CheckedMeeting) => void;
  readonly onBuild?: (build: CheckedBuild) => void;
}

export interface CheckedMeeting {
  readonly breaches: readonly Breach[];
  /** Names of the promises that said something about the meeting. */
  readonly checked: readonly string[];
  /** Outages in the time of the meeting. */
  readonly outages: readonly Outage[];
}
