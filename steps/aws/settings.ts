import * as z from 'zod/mini';
import type { HostRole } from '../domain/meeting.ts';
import { HOST_KINDS } from '../domain/host-kind.ts';
import { DEFAULT_TIMETABLE, type Timetable } from '../domain/timetable.ts';
import type { Settings } from '../ports.ts';
import { adapter, domainName, json, list, matching, number, oneOf, optional } from './lambda/adapter.ts';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object has just these names
const SPANS = Object.keys(DEFAULT_TIMETABLE) as readonly (keyof Timetable)[];
const ROLES: readonly HostRole[] = ['room', 'teacher', 'student'];

const wholeSeconds = z.int().check(z.gte(0));
const origin = matching(/^(\*|https?:\/\/[^\s/,]+)$/, 'an origin (https://lessons.example) or *');

/** What the operator decided, as the template hands it on. */
export const settings = adapter(
  {
    /** `{"launchLead":1200}`: those that differ from the defaults. A name that is none of them is a fault. */
    TIMETABLE: json(z.partialRecord(z.enum(SPANS), wholeSeconds)),
    ALLOWED_ORIGINS: list(origin),
    HOST_KIND: oneOf(HOST_KINDS),
    HOST_ROLES: optional(list(oneOf(ROLES)), ['room'] as const),
    JITSI_DOMAIN: optional(domainName, undefined),
    AMI_DOMAIN: optional(domainName, undefined),
    MAX_IN_FLIGHT: number({ min: 1, whole: true }),
    HOST_DOLLARS_PER_HOUR: number({ min: 0 }),
  },
  (env): Settings => ({
    timetable: { ...DEFAULT_TIMETABLE, ...env.TIMETABLE },
    allowedOrigins: env.ALLOWED_ORIGINS,
    hostKind: env.HOST_KIND,
    hostRoles: env.HOST_ROLES,
    ...(env.JITSI_DOMAIN !== undefined && { jitsiDomain: env.JITSI_DOMAIN }),
    ...(env.AMI_DOMAIN !== undefined && { amiDomain: env.AMI_DOMAIN }),
    maxInFlight: env.MAX_IN_FLIGHT,
    hostDollarsPerHour: env.HOST_DOLLARS_PER_HOUR,
  }),
);
