import { describe, expect, it } from '@jest/globals';
import { MemoryClock } from '../../support/memory/clock.ts';
import { fixedSettings, silentLog } from '../../support/memory/fixed.ts';
import { settings } from '../../../steps/aws/settings.ts';
import { DEFAULT_TIMETABLE } from '../../../steps/domain/timetable.ts';
import type { Settings } from '../../../steps/settings.ts';
import { t } from '../../support/meeting.ts';

const environment = {
  TIMETABLE: '{}',
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
  it('have defaults', () => {
    expect(read()).toEqual(fixedSettings({ maxInFlight: 50, organiserLimits: {}, hostDollarsPerHour: 0.0416 }));
  });

  it('override single values of the timetable', () => {
    expect(read({ TIMETABLE: '{"launchLead":1200,"launchSpread":60}' }).timetable).toEqual({
      ...DEFAULT_TIMETABLE,
      launchLead: 1200,
      launchSpread: 60,
    });
  });

  it('include a domain and a host for each person', () => {
    const withHosts = read({
      JITSI_DOMAIN: 'meet.example',
      HOST_KIND: 'ami',
      HOST_ROLES: 'teacher,student',
    });
    expect(withHosts).toMatchObject({
      jitsiDomain: 'meet.example',
      hostKind: 'ami',
      hostRoles: ['teacher', 'student'],
    });
  });

  it.each([
    ['TIMETABLE', ''],
    ['TIMETABLE', '{"launchLead":1.5}'],
    ['TIMETABLE', '{"launchLead":-1}'],
    ['TIMETABLE', '{"launchLead":"600"}'],
    ['TIMETABLE', '{"lunchLead":600}'],
    ['HOST_KIND', 'zoom'],
    ['HOST_ROLES', 'host'],
    ['JITSI_DOMAIN', 'https://meet.example'],
    ['MAX_IN_FLIGHT', '0'],
    ['MAX_IN_FLIGHT', '1.5'],
    ['HOST_DOLLARS_PER_HOUR', '-1'],
  ])('reject %s=%s', (name, value) => {
    const { faults } = settings.configure({ ...environment, [name]: value });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
  });
});
