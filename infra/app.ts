import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { type Config, ConfigurationError, readConfig } from './config.ts';
import { MeetingsStack } from './meetings-stack.ts';

const app = new App();
const config = read();
if (config) {
  // No account and Region here: the CLI's count, and synthesis needs no look-ups and no network.
  new MeetingsStack(app, config.deployment, { config });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

/** The configuration; or undefined, and its faults on standard error and a failed exit. */
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
