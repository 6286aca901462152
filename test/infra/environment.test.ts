import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { ENVIRONMENT_NAMES } from '../../infra/environment.ts';
import { FUNCTION_NAMES, specOf, variablesOf } from '../../infra/functions.ts';
import { Synthesis } from './template.ts';

const root = new URL('../../', import.meta.url);
const environment = (synthesis: Synthesis, name: (typeof FUNCTION_NAMES)[number]): Record<string, string> =>
  (synthesis.lambda(name)['Environment'] as { Variables: Record<string, string> }).Variables;

describe('the environment', () => {
  const synthesis = new Synthesis({
    allowedOrigins: 'https://a.example,https://b.example',
    timetable: { launchLead: 900 },
  });

  it.each(FUNCTION_NAMES)('of %s has what its entry reads, and nothing else', async (name) => {
    const entry = new URL(specOf(name).entry, root);
    expect(existsSync(entry)).toBe(true);
    const { handler } = (await import(entry.href)) as { handler: { reads: readonly string[] } };
    expect(variablesOf(name).toSorted()).toEqual([...new Set(handler.reads)].toSorted());
  });

  it('is set for every name, except for what was not decided', () => {
    for (const name of FUNCTION_NAMES) {
      const expected = variablesOf(name).filter((variable) => variable !== 'JITSI_DOMAIN');
      expect(Object.keys(environment(synthesis, name)).toSorted()).toEqual([...expected, 'NODE_OPTIONS'].toSorted());
    }
    const used = new Set(FUNCTION_NAMES.flatMap(variablesOf));
    expect(ENVIRONMENT_NAMES.filter((variable) => !used.has(variable))).toEqual([]);
  });

  it('tells the settings as the steps read them', () => {
    const settings = environment(synthesis, 'schedule');
    expect(settings).toMatchObject({
      ALLOWED_ORIGINS: 'https://a.example,https://b.example',
      HOST_KIND: 'stand-in',
      MAX_IN_FLIGHT: '10',
      HOST_DOLLARS_PER_HOUR: '0.0386',
      DEPLOYMENT: 'elephant-meetings',
      SCHEDULE_GROUP: 'elephant-meetings',
      SAFETY_NET_ARN: 'arn:<Partition>:lambda:<Region>:<AccountId>:function:elephant-meetings-sweep',
      STATE_MACHINE_ARN: 'arn:<Partition>:states:<Region>:<AccountId>:stateMachine:elephant-meetings',
    });
    expect(JSON.parse(settings['TIMETABLE'] ?? '')).toMatchObject({ launchLead: 900, emptyGrace: 300 });
  });

  it('has the launch candidates: each type over all subnets before the next', () => {
    const { LAUNCH_CANDIDATES, LAUNCH_TEMPLATE } = environment(
      new Synthesis({
        vpcId: 'vpc-01234567',
        subnetIds: 'subnet-0000000a,subnet-0000000b',
        instanceTypes: 't4g.medium,c7g.large',
      }),
      'launchHost',
    );
    expect(JSON.parse(LAUNCH_CANDIDATES ?? '')).toEqual([
      { subnet_id: 'subnet-0000000a', instance_type: 't4g.medium' },
      { subnet_id: 'subnet-0000000b', instance_type: 't4g.medium' },
      { subnet_id: 'subnet-0000000a', instance_type: 'c7g.large' },
      { subnet_id: 'subnet-0000000b', instance_type: 'c7g.large' },
    ]);
    expect(LAUNCH_TEMPLATE).toBe('<HostsTemplate>:<HostsTemplate.LatestVersionNumber>');
  });
});
