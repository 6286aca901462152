import { interceptCalls, type Interceptor, type PortCall } from '../../simulation/world/intercept-calls.ts';

const isOfProbe = ({ caller, method }: PortCall): boolean =>
  caller === 'probePresence' || (caller === 'presence' && method.endsWith('Mark'));

/** Like `interceptCalls`, without the calls of the probe that runs every minute. They have no number either. */
export function interceptMeeting(interceptor: Interceptor): ReturnType<typeof interceptCalls> {
  let number = 0;
  return interceptCalls((call, make) =>
    isOfProbe(call) ? make() : interceptor({ ...call, number: (number += 1) }, make),
  );
}
