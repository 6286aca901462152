import { Duration } from 'aws-cdk-lib/core';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFn } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PROBE_EVERY } from '../../steps/listening/probe-presence.ts';
import type { Names } from '../names.ts';

/** Runs `probePresence` every minute. */
export class PresenceProbe extends Construct {
  constructor(scope: Construct, id: string, { names, probe }: { readonly names: Names; readonly probe: LambdaFn }) {
    super(scope, id);
    // The next minute brings the next probe. A late one proves nothing.
    const once = { retryAttempts: 0, maxEventAge: Duration.millis(PROBE_EVERY) };
    probe.configureAsyncInvoke(once);
    new Rule(this, 'EveryMinute', {
      ruleName: names.rule('probePresence'),
      schedule: Schedule.rate(Duration.millis(PROBE_EVERY)),
      targets: [new LambdaFunction(probe, once)],
    });
  }
}
