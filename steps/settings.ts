import type { HostKind } from './domain/host-kind.ts';
import type { HostRole } from './domain/meeting.ts';
import type { OrganiserLimits } from './domain/organisers.ts';
import type { Timetable } from './domain/timetable.ts';
import type { MailSettings } from './mail/ports.ts';

/** Configuration of the deployment. */
export interface Settings {
  readonly timetable: Timetable;
  readonly hostKind: HostKind;
  readonly hostRoles: readonly HostRole[];
  /** For kind jitsi: rooms are at `{id}.{jitsiDomain}`. */
  readonly jitsiDomain?: string;
  /** For kind ami: rooms are at `{amiDomain}/{id}`. */
  readonly amiDomain?: string;
  /** At most this many hosts run at the same time. */
  readonly maxInFlight: number;
  readonly organiserLimits?: OrganiserLimits;
  /** US dollars per hour for one host. */
  readonly hostDollarsPerHour: number;
  /** Absent when the deployment sends no mail. */
  readonly mail?: MailSettings;
}
