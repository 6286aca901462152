import { explain, HELP, readArguments, SetupError } from './smoke/arguments.ts';
import { mapWithLimit } from './smoke/concurrency.ts';
import type { Scenario } from './smoke/scenario.ts';
import { SCENARIOS } from './smoke/scenarios.ts';
import { Visitor } from './smoke/visitor.ts';

/** Returns whether all scenarios pass. */
async function runAll(visitor: Visitor, hostsAtOnce: number, running: Set<string>): Promise<boolean> {
  const startedAt = performance.now();
  const runOne = async ({ title, run }: Scenario): Promise<boolean> => {
    let id = '';
    const note = (meeting: string): void => {
      id = meeting;
      running.add(id);
    };
    const [ok, text] = await run(visitor, note).then(
      (summary) => [true, summary] as const,
      (error: unknown) => [false, explain(error)] as const,
    );
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${title}${id && ` (${id})`}, ${seconds} s: ${text}`);
    if (ok) running.delete(id);
    return ok;
  };
  const withoutHost = SCENARIOS.filter(({ hosts }) => hosts === 0);
  const withHost = SCENARIOS.filter(({ hosts }) => hosts > 0);
  const results = await Promise.all([
    mapWithLimit(withoutHost, withoutHost.length, runOne),
    mapWithLimit(withHost, hostsAtOnce, runOne),
  ]);
  const [total, failed] = [results.flat().length, results.flat().filter((ok) => !ok).length];
  console.log(failed === 0 ? `all ${total} scenarios passed` : `${failed} of ${total} scenarios failed`);
  return failed === 0;
}

/** Cancels the meetings of failed scenarios, which may still have hosts. */
async function cancelRest(visitor: Visitor, running: ReadonlySet<string>): Promise<void> {
  for (const id of running) {
    const fault = await visitor.api
      .cancelMeeting(id)
      .then(({ status }) => (status === 202 || status === 409 || status === 410 ? undefined : `${status}`), explain);
    console.log(fault === undefined ? `cancelled: ${id}` : `NOT cancelled: ${id} (${fault}); cancel it yourself`);
  }
}

async function main(): Promise<number> {
  const { deployment, hostsAtOnce } = readArguments(process.argv.slice(2));
  if (!deployment) {
    console.log(HELP);
    return 0;
  }
  const visitor = new Visitor(deployment);
  await visitor.readClock();
  await visitor.requireOrganiser();
  const running = new Set<string>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void cancelRest(visitor, running).finally(() => process.exit(130)));
  const passed = await runAll(visitor, hostsAtOnce, running);
  await cancelRest(visitor, running);
  return passed ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`smoke: ${error.message}`);
  process.exitCode = 2;
}
