import { describe, expect, it } from '@jest/globals';
import { MemoryClock } from '../../support/memory/clock.ts';
import { fixedSettings, silentLog } from '../../support/memory/fixed.ts';
import { settings } from '../../../steps/aws/settings.ts';
import { DEFAULT_TIMETABLE } from '../../../steps/domain/timetable.ts';
import type { Settings } from '../../../steps/ports.ts';
import { t } from '../../support/meeting.ts';

const environment = {
  TIMETABLE: '{}',
  ALLOWED_ORIGINS: 'https://lessons.example',
  HOST_KIND: 'stand-in',
  MAX_IN_FLIGHT: '50',
  HOST_DOLLARS_PER_HOUR: '0.0416',
};

function read(changes: Readonly<Record<string, string>> = {}): Settings {
  const { faults, make } = settings.configure({ ...environment, ...changes });
  expect(faults).toEqual([]);
  return make({ clock: new MemoryClock(t(0)), log: silentLog, traced: (client) => client });
}

describe('settings', () => {
  it('are the defaults where nothing else is said', () => {
    expect(read()).toEqual(fixedSettings({ maxInFlight: 50, hostDollarsPerHour: 0.0416 }));
  });

  it('may change some of the timetable', () => {
    expect(read({ TIMETABLE: '{"launchLead":1200,"launchSpread":60}' }).timetable).toEqual({
      ...DEFAULT_TIMETABLE,
      launchLead: 1200,
      launchSpread: 60,
    });
  });

  it('may have a domain, several origins, a host for each person', () => {
    const read1 = read({
      JITSI_DOMAIN: 'meet.example',
      ALLOWED_ORIGINS: 'https://a.example,http://localhost:3000',
      HOST_KIND: 'ami',
      HOST_ROLES: 'teacher,student',
    });
    expect(read1).toMatchObject({
      jitsiDomain: 'meet.example',
      allowedOrigins: ['https://a.example', 'http://localhost:3000'],
      hostKind: 'ami',
      hostRoles: ['teacher', 'student'],
    });
  });

  it('allow every origin only when somebody writes so', () => {
    expect(read({ ALLOWED_ORIGINS: '*' }).allowedOrigins).toEqual(['*']);
  });

  it.each([
    ['TIMETABLE', ''],
    ['TIMETABLE', '{"launchLead":1.5}'],
    ['TIMETABLE', '{"launchLead":-1}'],
    ['TIMETABLE', '{"launchLead":"600"}'],
    ['TIMETABLE', '{"lunchLead":600}'],
    ['ALLOWED_ORIGINS', ''],
    ['ALLOWED_ORIGINS', 'https://lessons.example/'],
    ['ALLOWED_ORIGINS', 'lessons.example'],
    ['ALLOWED_ORIGINS', 'https://*.example/x'],
    ['HOST_KIND', 'zoom'],
    ['HOST_ROLES', 'host'],
    ['JITSI_DOMAIN', 'https://meet.example'],
    ['MAX_IN_FLIGHT', '0'],
    ['MAX_IN_FLIGHT', '1.5'],
    ['HOST_DOLLARS_PER_HOUR', '-1'],
  ])('%s=%s is a fault', (name, value) => {
    const { faults } = settings.configure({ ...environment, [name]: value });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
  });
});
