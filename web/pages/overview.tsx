import { useCallback } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useApp, useOrganiserApi, useTitle } from '../components/app.tsx';
import { DayPlot } from '../components/day-plot.tsx';
import { dollars, Figure } from '../components/figure.tsx';
import { Icon } from '../components/icons.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { OrganiserShell } from '../components/organiser-shell.tsx';
import { OutcomeBars } from '../components/outcome-bars.tsx';
import { ConnectionLost, Loading } from '../components/shell.tsx';
import { deliveryErrorText } from '../lib/engine-texts.ts';
import { clockTime, countdown } from '../lib/instant.ts';
import { OUTCOMES, type Overview, type Webhook } from '../lib/wire.ts';
import { dayOf, OverviewHeading } from './overview-heading.tsx';
import { useAddress } from './use-address.ts';
import { usePoll } from './use-poll.ts';

export const OverviewPage = () => (
  <OrganiserShell page="overview">
    <Day />
  </OrganiserShell>
);

/** Milliseconds of the server's clock, and at least so many of real time. */
const EVERY = 60_000;
const SHORTEST = 2_000;

const VALID = /^20\d\d-\d\d-\d\d$/;

const Day = () => {
  const { overview: texts } = useOrganiserTexts();
  const api = useOrganiserApi();
  const { clock } = useApp();
  const withApiKey = useApiKey();
  const [chosen, choose] = useAddress('day', '');
  const day = VALID.test(chosen) && !Number.isNaN(Date.parse(chosen)) ? chosen : undefined;
  useTitle(texts.title);
  // Together: what appears later would move the rest.
  const load = useCallback(
    () =>
      withApiKey(async () => {
        const [overview, webhooks] = await Promise.all([api.overview(day), api.webhooks()]);
        return { overview, webhooks };
      }),
    [api, withApiKey, day],
  );
  const every = useCallback(() => Math.max(SHORTEST, clock.realMillis(EVERY)), [clock]);
  const { value, refusal, lost, reload } = usePoll(load, every);

  const today = dayOf(clock.now());
  const shown = day ?? value?.overview.day ?? today;
  return (
    <div className="column">
      <OverviewHeading
        shown={shown}
        today={today}
        onChoose={(chosenDay) => choose(chosenDay === today ? '' : chosenDay)}
      />
      {refusal && <RefusalNotice refusal={refusal} onRetry={reload} />}
      {!refusal && !value && <Loading lost={lost} />}
      {value && !refusal && (
        <>
          <DisabledWebhooks webhooks={value.webhooks} />
          <Figures overview={value.overview} />
        </>
      )}
      {lost && value && <ConnectionLost />}
    </div>
  );
};

/** Webhooks that their receivers' failures disabled. */
const DisabledWebhooks = ({ webhooks }: { readonly webhooks: readonly Webhook[] }) => {
  const organiserTexts = useOrganiserTexts();
  const { webhooks: texts } = organiserTexts;
  return webhooks.map(({ id, url, disabled }) =>
    disabled === undefined || disabled.by === 'organiser' ? null : (
      <p key={id} className="notice notice-bad">
        <a href="./webhooks">
          <bdi dir="ltr">{url}</bdi>
        </a>
        {': '}
        {texts.disabled[disabled.by]} {disabled.why && <bdi>({deliveryErrorText(disabled.why, organiserTexts)})</bdi>}
      </p>
    ),
  );
};

const Figures = ({ overview }: { readonly overview: Overview }) => {
  const { overview: texts } = useOrganiserTexts();
  const { hosts, month, time_to_ready: ready, in_progress: live, outcomes } = overview;
  const ended = OUTCOMES.reduce((sum, outcome) => sum + (outcomes[outcome] ?? 0), 0);
  return (
    <>
      <div className="figures">
        <Figure title={texts.now} value={hosts.now} more={texts.most(hosts.most)} />
        <Figure
          title={texts.ready}
          value={ready ? countdown(ready.median_seconds * 1000) : '–'}
          more={ready ? texts.slowest(countdown(ready.slowest_seconds * 1000)) : texts.none}
        />
        <Figure title={texts.ended} value={ended} more={texts.live(live)} />
        <Figure title={texts.month} value={dollars(month.dollars)} more={texts.of(month.meetings)} />
      </div>
      <div className="day-columns">
        <DayPlot counts={hosts.each_quarter_hour} />
        <Outcomes overview={overview} />
      </div>
      <Failures overview={overview} />
    </>
  );
};

const Outcomes = ({ overview: { outcomes, in_progress: live } }: { readonly overview: Overview }) => {
  const ended = OUTCOMES.map((outcome) => ({
    state: { status: 'ENDED', outcome } as const,
    count: outcomes[outcome] ?? 0,
  }));
  return <OutcomeBars rows={[...ended, { state: { status: 'IN_PROGRESS' }, count: live }]} />;
};

const Failures = ({ overview: { failures } }: { readonly overview: Overview }) => {
  const { overview: texts, failure: reasons, withBoth } = useOrganiserTexts();
  return (
    <section className="card" aria-labelledby="failures-title">
      <h2 id="failures-title">{texts.failed}</h2>
      {failures.length === 0 ? (
        <p className="muted">{texts.nothing}</p>
      ) : (
        <ul className="failures">
          {failures.map(({ id, ended_at: at, teacher_name: teacher, student_name: student, failure }) => (
            <li key={id}>
              <a className="failure-row" href={`./meetings?id=${id}`}>
                <time dateTime={at} className="digits">
                  {clockTime(Date.parse(at), 'UTC')}
                </time>
                <span>
                  <b>
                    <bdi>{withBoth(student, teacher)}</bdi>
                  </b>
                  <br />
                  <span className="small">{reasons[failure.reason]}</span>
                </span>
                <Icon name="forward" />
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};
