import { expect, it } from '@jest/globals';
import { withRuntime } from '../support/runtime.ts';

it('the local runtime probes its own presence route, so that a no-show is proven and not only presumed', async () => {
  await withRuntime({ speed: 600 }, async (client, { ports }) => {
    const { id } = await client.schedule({ meet_time: client.inMinutes(1) });
    const { outcome, because } = await client.ended(id);
    expect({ outcome, because }).toEqual({
      outcome: 'NO_SHOW',
      because: { listening_from: expect.any(String), listening_until: expect.any(String) },
    });
    expect(await ports.meetings.find(id)).not.toHaveProperty('doubt');
  });
});
