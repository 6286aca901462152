import { describe, expect, it } from '@jest/globals';
import { measured, month, perMeeting, standing, ways } from '../../scripts/costs.ts';

const used = await measured();
const sum = (costs: Readonly<Record<string, number>>): number =>
  Object.values(costs).reduce((total, one) => total + one, 0);

describe('costs', () => {
  it('are measured in a meeting of one hour, with ten minutes before and five minutes of grace after', () => {
    expect(used.hostHours).toBeCloseTo(75 / 60, 1);
    expect(used.transitions).toBeLessThanOrEqual(40);
    // Two people, twice a minute.
    expect(used.requests).toBeGreaterThan(240);
    expect(used.calls).toBeGreaterThan(used.requests);
    expect(used.writeUnits).toBeGreaterThan(2 * 240);
  });

  it('without meetings are the standing costs, below one dollar', () => {
    expect(month(0, used)).toMatchObject({ hosts: 0, transitions: 0, others: 0, total: sum(standing()) });
    expect(month(0, used).total).toBeLessThan(1);
  });

  it('do not charge free transitions', () => {
    expect(month(100, used).transitions).toBe(0);
    expect(month(10_000, used).transitions).toBeCloseTo((10_000 * used.transitions - 4_000) * 0.000_025, 6);
  });

  it('follow the formula in the document', () => {
    const { total, transitions } = month(1_000, used);
    expect(total).toBeCloseTo(sum(standing()) + 1_000 * sum(perMeeting(used)) + transitions, 6);
  });

  it('of a Jitsi host are lower with the learned lead, and with an image lower still', () => {
    const [bare, bareLearned, image, imageLearned] = ways();
    // Twenty minutes before an hour and five minutes of grace.
    expect(bare).toMatchObject({ image: 'stock Ubuntu', lead: 'fixed', minutes: 85 });
    expect(image!.dollars).toBe(bare!.dollars);
    expect(bareLearned!.dollars).toBeLessThan(bare!.dollars);
    expect(imageLearned!.dollars).toBeLessThan(bareLearned!.dollars);
    expect(imageLearned!.small).toBeLessThan(0.6 * imageLearned!.dollars);
  });

  it('are mostly the costs of the host', () => {
    expect(perMeeting(used)['host, its address and volume']! / sum(perMeeting(used))).toBeGreaterThan(0.9);
  });
});
