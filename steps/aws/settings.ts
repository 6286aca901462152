import * as z from 'zod/mini';
import { parseMailFrom } from '../domain/formats.ts';
import { HOST_ROLES } from '../domain/meeting.ts';
import { HOST_KINDS } from '../domain/host-kind.ts';
import { DEFAULT_TIMETABLE, type Timetable } from '../domain/timetable.ts';
import { WORDS } from '../mail/ports.ts';
import type { Settings } from '../settings.ts';
import { adapter, domainName, json, list, number, oneOf, optional, required } from './lambda/adapter.ts';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object has exactly these keys
const SPANS = Object.keys(DEFAULT_TIMETABLE) as readonly (keyof Timetable)[];

const mailFrom = required((value) => {
  const parsed = parseMailFrom(value);
  return parsed ? { value: parsed } : { fault: 'is not an address such as lessons@example.org' };
});

const wholeSeconds = z.int().check(z.gte(0));

/** The operator's settings, from the environment of the function. */
export const settings = adapter(
  {
    /** Values that differ from the defaults, in seconds: `{"launchLead":1200}`. Unknown names are faults. */
    TIMETABLE: json(z.partialRecord(z.enum(SPANS), wholeSeconds)),
    HOST_KIND: oneOf(HOST_KINDS),
    HOST_ROLES: optional(list(oneOf(HOST_ROLES)), ['room'] as const),
    JITSI_DOMAIN: optional(domainName, undefined),
    AMI_DOMAIN: optional(domainName, undefined),
    MAX_IN_FLIGHT: number({ min: 1, whole: true }),
    ORGANISER_MEETINGS_PER_DAY: optional(number({ min: 1, whole: true }), undefined),
    ORGANISER_MEETINGS_AT_ONCE: optional(number({ min: 1, whole: true }), undefined),
    HOST_DOLLARS_PER_HOUR: number({ min: 0 }),
    /** Without it the deployment sends no mail. */
    MAIL_FROM: optional(mailFrom, undefined),
    MAIL_REMINDERS: optional(list(number({ min: 1, whole: true })), []),
    WORD: optional(oneOf(WORDS), 'meeting' as const),
  },
  (env): Settings => ({
    timetable: { ...DEFAULT_TIMETABLE, ...env.TIMETABLE },
    hostKind: env.HOST_KIND,
    hostRoles: env.HOST_ROLES,
    ...(env.JITSI_DOMAIN !== undefined && { jitsiDomain: env.JITSI_DOMAIN }),
    ...(env.AMI_DOMAIN !== undefined && { amiDomain: env.AMI_DOMAIN }),
    maxInFlight: env.MAX_IN_FLIGHT,
    organiserLimits: {
      meetingsPerDay: env.ORGANISER_MEETINGS_PER_DAY,
      meetingsAtOnce: env.ORGANISER_MEETINGS_AT_ONCE,
    },
    hostDollarsPerHour: env.HOST_DOLLARS_PER_HOUR,
    ...(env.MAIL_FROM && { mail: { from: env.MAIL_FROM, reminders: env.MAIL_REMINDERS, word: env.WORD } }),
  }),
);
