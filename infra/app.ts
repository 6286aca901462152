import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Config, ConfigurationError, readConfig } from './config.ts';
import { MeetingsStack } from './meetings-stack.ts';

const app = new App();
const config = read();
if (config) {
  // Without account and Region here, the CLI's apply, and synthesis needs no look-ups and no network.
  new MeetingsStack(app, config.deployment, { config });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

/** Returns the configuration. Or prints its faults, sets the exit code to 1 and returns undefined. */
function read(): Config | undefined {
  try {
    return readConfig(app.node.getAllContext() as Record<string, unknown>);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}
