import { Ec2Model, type Ec2Options, HEALTHY_HOST } from '../../simulation/world/model/ec2.ts';
import type { VirtualTimers } from '../../simulation/world/virtual-timers.ts';
import type { Hosts, LaunchRequest } from '../../steps/ports.ts';
import { ID, t } from './meeting.ts';

/** The simulator's model of EC2, without refusals and lags. */
export const ec2Model = (timers: VirtualTimers, options: Partial<Ec2Options> = {}): Ec2Model =>
  new Ec2Model({
    timers,
    candidates: ['a', 'b'].map((zone) => ({ subnet_id: `subnet-${zone}`, instance_type: 't4g.medium' })),
    behaviourOf: () => HEALTHY_HOST,
    refusal: () => undefined,
    lookUpLag: () => 0,
    idLag: () => 0,
    onChange: () => undefined,
    ...options,
  });

/** A launch request with the first candidate and the parameters of the plan. */
export const aLaunch = (hosts: Hosts, fields: Partial<LaunchRequest> = {}): LaunchRequest => {
  const { candidates, parameters } = hosts.plan();
  return {
    meetingId: ID,
    revision: 1,
    role: 'room',
    attempt: 1,
    clientToken: 'token-1',
    hardEnd: t(120),
    candidate: candidates[0]!,
    parameters,
    ...fields,
  };
};
