import { explain, Failing, readArguments } from './smoke/arguments.ts';
import { PLAYS, type Play } from './smoke/plays.ts';
import { inTurns } from './smoke/turns.ts';
import { Visitor } from './smoke/visitor.ts';

/** Every play, so many hosts at once; true when all of them kept what they promise. */
async function playAll(visitor: Visitor, hostsAtOnce: number, underWay: Set<string>): Promise<boolean> {
  const begun = performance.now();
  const play = async ({ title, run }: Play): Promise<boolean> => {
    let id = '';
    const note = (meeting: string): void => {
      id = meeting;
      underWay.add(id);
    };
    const [ok, said] = await run(visitor, note).then(
      (proved) => [true, proved] as const,
      (error: unknown) => [false, explain(error)] as const,
    );
    const seconds = Math.round((performance.now() - begun) / 1000);
    console.log(`${ok ? 'ok    ' : 'BROKEN'} ${title}${id && ` (${id})`}, ${seconds} s: ${said}`);
    if (ok) underWay.delete(id);
    return ok;
  };
  const free = PLAYS.filter(({ hosts }) => hosts === 0);
  const hosted = PLAYS.filter(({ hosts }) => hosts > 0);
  const results = (await Promise.all([inTurns(free, free.length, play), inTurns(hosted, hostsAtOnce, play)])).flat();
  const broken = results.filter((ok) => !ok).length;
  console.log(broken === 0 ? `all ${results.length} kept` : `${broken} of ${results.length} broken`);
  return broken === 0;
}

/** What broke half-way has a host, perhaps; nothing of it is to stay. */
async function callOff(visitor: Visitor, underWay: ReadonlySet<string>): Promise<void> {
  for (const id of underWay) {
    const left = await visitor
      .send('DELETE', `/meetings/${id}`)
      .then(({ status }) => (status === 202 || status === 409 || status === 410 ? undefined : `${status}`), explain);
    console.log(left === undefined ? `called off: ${id}` : `NOT called off: ${id} (${left}); look after it`);
  }
}

async function main(): Promise<number> {
  const { HELP, deployment, hostsAtOnce } = readArguments(process.argv.slice(2));
  if (!deployment) {
    console.log(HELP);
    return 0;
  }
  const visitor = new Visitor(deployment);
  await visitor.readClock();
  await visitor.mustBeOrganiser();
  const underWay = new Set<string>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void callOff(visitor, underWay).finally(() => process.exit(130)));
  const kept = await playAll(visitor, hostsAtOnce, underWay);
  await callOff(visitor, underWay);
  return kept ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Failing)) throw error;
  console.error(`smoke: ${error.message}`);
  process.exitCode = 2;
}
