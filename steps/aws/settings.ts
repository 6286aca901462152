import * as z from 'zod/mini';
import type { HostRole } from '../domain/meeting.ts';
import { HOST_KINDS } from '../domain/host-kind.ts';
import { DEFAULT_TIMETABLE, type Timetable } from '../domain/timetable.ts';
import type { Settings } from '../ports.ts';
import { adapter, json, list, matching, number, oneOf, optional } from './lambda/adapter.ts';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object has exactly these keys
const SPANS = Object.keys(DEFAULT_TIMETABLE) as readonly (keyof Timetable)[];
const ROLES: readonly HostRole[] = ['room', 'teacher', 'student'];

const wholeSeconds = z.int().check(z.gte(0));
const domain = matching(/^([a-z0-9-]+\.)+[a-z0-9-]+$/, 'a domain name in lower case');

/** The operator's settings, from the environment of the function. */
export const settings = adapter(
  {
    /** Values that differ from the defaults, in seconds: `{"launchLead":1200}`. Unknown names are faults. */
    TIMETABLE: json(z.partialRecord(z.enum(SPANS), wholeSeconds)),
    HOST_KIND: oneOf(HOST_KINDS),
    HOST_ROLES: optional(list(oneOf(ROLES)), ['room'] as const),
    JITSI_DOMAIN: optional(domain, undefined),
    MAX_IN_FLIGHT: number({ min: 1, whole: true }),
    HOST_DOLLARS_PER_HOUR: number({ min: 0 }),
  },
  (env): Settings => ({
    timetable: { ...DEFAULT_TIMETABLE, ...env.TIMETABLE },
    hostKind: env.HOST_KIND,
    hostRoles: env.HOST_ROLES,
    ...(env.JITSI_DOMAIN !== undefined && { jitsiDomain: env.JITSI_DOMAIN }),
    maxInFlight: env.MAX_IN_FLIGHT,
    hostDollarsPerHour: env.HOST_DOLLARS_PER_HOUR,
  }),
);
