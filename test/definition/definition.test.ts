import { describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';
import { meetingDefinition } from '../../statemachine/definition.ts';
import { type DefinitionJson, faultsOf } from './faults.ts';

const definition = (): Definition => meetingDefinition() as unknown as Definition;

/** As open as a fault that is sown needs it. */
interface Definition {
  States: Record<string, Record<string, unknown> & { Type: string; Retry: Handler[]; Catch: Handler[] }>;
}
interface Handler {
  ErrorEquals: string[];
}

const state = (of: Definition, name: string): Definition['States'][string] => {
  const found = of.States[name];
  if (!found) throw new Error(`no state ${name}`);
  return found;
};

describe('the definition', () => {
  it('is valid to asl-validator', () => {
    expect(validate(meetingDefinition() as never)).toMatchObject({ isValid: true, errors: [] });
  });

  it('has none of the faults that asl-validator does not see', () => {
    expect(faultsOf(meetingDefinition() as unknown as DefinitionJson)).toEqual([]);
  });

  it.each<[string, (sown: Definition) => void, string]>([
    [
      'a heartbeat as long as the time-out',
      (sown) => {
        const { TimeoutSecondsPath: _, HeartbeatSecondsPath: __, ...hold } = state(sown, 'Hold meeting');
        sown.States['Hold meeting'] = { ...hold, TimeoutSeconds: 60, HeartbeatSeconds: 60 };
      },
      'Hold meeting: heartbeat is not below the time-out',
    ],
    [
      'a heartbeat that nobody can compare with the time-out',
      (sown) => {
        delete state(sown, 'Hold meeting')['HeartbeatSecondsPath'];
        state(sown, 'Hold meeting')['HeartbeatSeconds'] = 60;
      },
      'Hold meeting: heartbeat and time-out are not of one kind',
    ],
    ['no time-out', (sown) => delete state(sown, 'Decide')['TimeoutSeconds'], 'Decide: has no time-out'],
    [
      'heartbeats where no token is given',
      (sown) => Object.assign(state(sown, 'Decide'), { HeartbeatSeconds: 5 }),
      'Decide: wants heartbeats and gives no token',
    ],
    [
      'a token that is waited for and not given away',
      (sown) => Object.assign(state(sown, 'Open room'), { Parameters: { FunctionName: 'f', Payload: {} } }),
      'Open room: waits for a token that it never gives away',
    ],
    [
      'a token that nobody waits for',
      (sown) => Object.assign(state(sown, 'Decide'), { Parameters: { 'token.$': '$$.Task.Token' } }),
      'Decide: gives away a token that it does not wait for',
    ],
    [
      'States.ALL before another',
      (sown) => (state(sown, 'Decide').Retry = state(sown, 'Decide').Retry.toReversed()),
      'Decide: Retry[0]: States.ALL is not alone and last',
    ],
    [
      'States.ALL in company',
      (sown) => state(sown, 'Launch host').Catch[0]?.ErrorEquals.push('Throttled'),
      'Launch host: Catch[0]: States.ALL is not alone and last',
    ],
    [
      'an error that no step throws',
      (sown) => state(sown, 'Check host').Retry[0]?.ErrorEquals.push('HostNeverHealty'),
      'Check host: Retry[0]: there is no error HostNeverHealty',
    ],
    [
      'a misspelt error of the service',
      (sown) => state(sown, 'Open room').Retry[0]?.ErrorEquals.push('States.TimeOut'),
      'Open room: Retry[0]: there is no error States.TimeOut',
    ],
    [
      'a task without a road to tear-down',
      (sown) => state(sown, 'Hold meeting').Catch.pop(),
      'Hold meeting: has an error without a road to the end',
    ],
  ])('with %s would be found out', (_what, sow, fault) => {
    const sown = structuredClone(definition());
    sow(sown);
    expect(faultsOf(sown as unknown as DefinitionJson)).toContain(fault);
  });
});
