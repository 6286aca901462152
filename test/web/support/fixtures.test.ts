import { describe, expect, it } from '@jest/globals';
import { execution, meetingSummary } from '../../../steps/api/http/response-schemas.ts';
import { conforming, running, upcoming } from './fixtures.ts';

describe('a fixture', () => {
  it('fails with a field that the API does not send', () => {
    const [first, ...events] = running.events;
    const retried = { ...running, events: [{ ...first!, retryCount: 1 }, ...events] };
    expect(() => conforming(execution, retried)).toThrow('retryCount');
  });

  it('fails without a field that the API sends', () => {
    const { jitsi_url: _, ...rest } = upcoming[0]!;
    expect(() => conforming(meetingSummary, rest as never)).toThrow('jitsi_url');
  });
});
