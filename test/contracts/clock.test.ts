import { MemoryClock } from '../support/memory/clock.ts';
import { systemClock } from '../../steps/aws/lambda/on-lambda.ts';
import { t } from '../support/meeting.ts';
import { clockContract } from './clock.ts';

clockContract('systemClock', () => systemClock);
clockContract('MemoryClock', () => new MemoryClock(t(0)));
