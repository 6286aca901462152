import { describe, expect, it } from '@jest/globals';
import { buildImageCommand, readBuildArguments } from '../../scripts/build-image/command.ts';

const ARN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:elephant-meetings-image-build';

describe('npm run build-image', () => {
  it('starts a build that is not skipped', async () => {
    const started: unknown[] = [];
    const start = async (...call: string[]): Promise<string> => {
      started.push(call);
      return 'arn:of-the-execution';
    };
    expect(await buildImageCommand(start, readBuildArguments(['--state-machine', ARN])!)).toContain(
      'arn:of-the-execution',
    );
    expect(started).toEqual([[ARN, '{"force":true}']]);
  });

  it('prints its help', () => {
    expect(readBuildArguments(['--help'])).toBeUndefined();
  });

  it.each([[[]], [['--state-machine', 'elephant-meetings']], [['--stack', ARN]]])('refuses %j', (args) => {
    expect(() => readBuildArguments(args)).toThrow(/state-machine|--stack/);
  });
});
