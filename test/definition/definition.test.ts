import { describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';
import { deliveryDefinition, imageBuildDefinition, meetingDefinition } from '../../statemachine/definition.ts';
import { type DefinitionJson, faultsOf } from './faults.ts';

const definition = (): Definition => meetingDefinition() as unknown as Definition;

/** Mutable, so that tests can insert faults. */
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

describe('the definition of a delivery', () => {
  it('is valid, and has no faults', () => {
    expect(validate(deliveryDefinition() as never)).toMatchObject({ isValid: true, errors: [] });
    expect(faultsOf(deliveryDefinition() as unknown as DefinitionJson)).toEqual([]);
  });
});

describe('the definition of the build of an image', () => {
  it('is valid, and has no faults', () => {
    expect(validate(imageBuildDefinition() as never)).toMatchObject({ isValid: true, errors: [] });
    expect(faultsOf(imageBuildDefinition() as unknown as DefinitionJson)).toEqual([]);
  });

  it('leads every error of its steps to the end of the build', () => {
    const { States } = imageBuildDefinition() as unknown as {
      States: Record<string, { Type: string; Catch?: { ErrorEquals: string[]; Next: string }[] }>;
    };
    const caught = Object.entries(States).flatMap(([name, { Type, Catch = [] }]) =>
      Type === 'Task' ? [[name, Catch.at(-1)?.ErrorEquals, Catch.at(-1)?.Next]] : [],
    );
    expect(caught).toHaveLength(5);
    for (const [name, errors, next] of caught)
      expect([errors, next]).toEqual([['States.ALL'], name === 'End build' ? 'End of build failed' : 'End build']);
  });
});

describe('the definition', () => {
  it('is valid for asl-validator', () => {
    expect(validate(meetingDefinition() as never)).toMatchObject({ isValid: true, errors: [] });
  });

  it('has none of the faults that asl-validator does not check', () => {
    expect(faultsOf(meetingDefinition() as unknown as DefinitionJson)).toEqual([]);
  });

  it.each<[string, (changed: Definition) => void, string]>([
    [
      'a heartbeat as long as the time-out',
      (changed) => {
        const { TimeoutSecondsPath: _, HeartbeatSecondsPath: __, ...hold } = state(changed, 'Hold meeting');
        changed.States['Hold meeting'] = { ...hold, TimeoutSeconds: 60, HeartbeatSeconds: 60 };
      },
      'Hold meeting: heartbeat is not below the time-out',
    ],
    [
      'a constant heartbeat with a time-out from a path',
      (changed) => {
        delete state(changed, 'Hold meeting')['HeartbeatSecondsPath'];
        state(changed, 'Hold meeting')['HeartbeatSeconds'] = 60;
      },
      'Hold meeting: heartbeat and time-out are not of one kind',
    ],
    ['no time-out', (changed) => delete state(changed, 'Decide')['TimeoutSeconds'], 'Decide: has no time-out'],
    [
      'heartbeats without a task token',
      (changed) => Object.assign(state(changed, 'Decide'), { HeartbeatSeconds: 5 }),
      'Decide: has heartbeats without a task token',
    ],
    [
      'a wait for a token that the payload does not contain',
      (changed) => Object.assign(state(changed, 'Open room'), { Parameters: { FunctionName: 'f', Payload: {} } }),
      'Open room: waits for a token that its payload does not contain',
    ],
    [
      'a token in the payload without a wait',
      (changed) => Object.assign(state(changed, 'Decide'), { Parameters: { 'token.$': '$$.Task.Token' } }),
      'Decide: passes a token that it does not wait for',
    ],
    [
      'States.ALL before another retrier',
      (changed) => (state(changed, 'Decide').Retry = state(changed, 'Decide').Retry.toReversed()),
      'Decide: Retry[0]: States.ALL is not alone and last',
    ],
    [
      'States.ALL with another error',
      (changed) => state(changed, 'Launch host').Catch[0]?.ErrorEquals.push('Throttled'),
      'Launch host: Catch[0]: States.ALL is not alone and last',
    ],
    [
      'an error that no step throws',
      (changed) => state(changed, 'Check host').Retry[0]?.ErrorEquals.push('HostNeverHealty'),
      'Check host: Retry[0]: there is no error HostNeverHealty',
    ],
    [
      'a misspelt error of the service',
      (changed) => state(changed, 'Open room').Retry[0]?.ErrorEquals.push('States.TimeOut'),
      'Open room: Retry[0]: there is no error States.TimeOut',
    ],
    [
      'a task with an uncaught error',
      (changed) => state(changed, 'Hold meeting').Catch.pop(),
      'Hold meeting: does not catch States.ALL',
    ],
  ])('is rejected with %s', (_what, insertFault, fault) => {
    const changed = structuredClone(definition());
    insertFault(changed);
    expect(faultsOf(changed as unknown as DefinitionJson)).toContain(fault);
  });
});
