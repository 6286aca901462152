import { describe, expect, it } from '@jest/globals';
import { phaseSpans } from '../../../web/lib/phases.ts';

describe('the phases of a boot', () => {
  it('show how long each took, in their order', () => {
    expect(phaseSpans({ healthy: 85, boot: 17, network: 20, images: 60 })).toEqual([
      { phase: 'boot', took: 17_000 },
      { phase: 'network', took: 3_000 },
      { phase: 'images', took: 40_000 },
      { phase: 'healthy', took: 25_000 },
    ]);
  });

  it('are none when the host reported none', () => {
    expect(phaseSpans({})).toEqual([]);
  });
});
