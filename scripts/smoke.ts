import { parseArgs } from 'node:util';
import { PLAYS } from './smoke/plays.ts';
import { type Deployment, Visitor } from './smoke/visitor.ts';

const HELP = `Plays meetings against a deployment, through its public API alone, and says what it has proved.

  npm run smoke -- --api URL [--key KEY] [--frontend URL]

  --api URL       where the API lives: the stack's output ApiUrl
  --key KEY       the organiser's API key
  --frontend URL  where links lead to; its origin must be allowed (default http://localhost:3000/join, as the deployment's)

It launches up to five hosts at once, keeps to the deployment's timetable (with the default one it takes
some 25 minutes), and leaves nothing behind but rows of meetings that are over.`;

async function main(): Promise<void> {
  const deployment = readArguments();
  if (!deployment) return console.log(HELP);
  const visitor = new Visitor(deployment);
  await visitor.readClock();
  const begun = performance.now();
  const results = await Promise.all(
    PLAYS.map(async ({ title, run }) => {
      let id = '';
      const [ok, said] = await run(visitor, (meeting) => (id = meeting)).then(
        (proved) => [true, proved] as const,
        (error: unknown) => [false, error instanceof Error ? error.message : String(error)] as const,
      );
      const seconds = Math.round((performance.now() - begun) / 1000);
      console.log(`${ok ? 'ok    ' : 'BROKEN'} ${title}${id && ` (${id})`}, ${seconds} s: ${said}`);
      return ok;
    }),
  );
  const broken = results.filter((ok) => !ok).length;
  console.log(broken === 0 ? `all ${results.length} kept` : `${broken} of ${results.length} broken`);
  process.exitCode = broken === 0 ? 0 : 1;
}

function readArguments(): Deployment | undefined {
  const { values } = parseArgs({
    options: {
      api: { type: 'string' },
      key: { type: 'string' },
      frontend: { type: 'string', default: 'http://localhost:3000/join' },
      help: { type: 'boolean' },
    },
  });
  const { api, key, frontend, help } = values;
  return help || api === undefined ? undefined : { api: api.replace(/\/+$/, ''), key, frontend };
}

await main();
