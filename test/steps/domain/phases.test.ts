import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PHASES, phasesOf } from '../../../steps/domain/phases.ts';
import { iso, t } from '../../support/meeting.ts';

const HOST = { launched_at: iso(-10) };
const LAUNCHED = t(-10) / 1000;

describe('the phases that a host reports', () => {
  it('become whole seconds since its launch', () => {
    const reported = { boot: LAUNCHED + 16.7, network: LAUNCHED + 20, images: LAUNCHED + 70, healthy: LAUNCHED + 85.2 };
    expect(phasesOf(reported, HOST, t(-8))).toEqual({ boot: 17, network: 20, images: 70, healthy: 85 });
  });

  it('are left out when they are before the launch, before an earlier phase, or in the future', () => {
    const reported = { boot: LAUNCHED - 1, network: LAUNCHED + 30, packages: LAUNCHED + 20, healthy: LAUNCHED + 500 };
    expect(phasesOf(reported, HOST, t(-8))).toEqual({ network: 30 });
  });

  it('may be a minute ahead, because the clock of a host may be', () => {
    expect(phasesOf({ boot: LAUNCHED + 180 }, HOST, t(-8))).toEqual({ boot: 180 });
    expect(phasesOf({ boot: LAUNCHED + 181 }, HOST, t(-8))).toEqual({});
  });

  it('keep the latest of the plausible ones as the bound of the next', () => {
    expect(phasesOf({ boot: 'x', network: LAUNCHED + 5, packages: LAUNCHED + 5 }, HOST, t(-8))).toEqual({
      network: 5,
      packages: 5,
    });
  });

  it('are few numbers within the age of the host, whatever it reports', () => {
    const value = fc.oneof(fc.anything(), fc.double(), fc.integer({ min: LAUNCHED - 100, max: LAUNCHED + 1000 }));
    const reported = fc.oneof(
      fc.anything(),
      fc.dictionary(fc.oneof(fc.constantFrom(...PHASES, '__proto__', 'other'), fc.string()), value),
    );
    fc.assert(
      fc.property(reported, fc.integer({ min: 0, max: 900 }), (given, age) => {
        const phases = phasesOf(given, HOST, (LAUNCHED + age) * 1000);
        expect(Object.keys(phases)).toEqual(PHASES.filter((phase) => phase in phases));
        const seconds = Object.values(phases);
        expect(seconds.every((each) => Number.isInteger(each) && each >= 0 && each <= age + 60)).toBe(true);
        expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
      }),
    );
  });
});
