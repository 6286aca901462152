import { type ComponentProps, lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useOrganiserApi, useTitle } from '../components/app.tsx';
import { ClosedCard } from '../components/closed-card.tsx';
import { Icon } from '../components/icons.tsx';
import { useOrganiserTexts, useTexts } from '../components/language.tsx';
import { Lifecycle } from '../components/lifecycle.tsx';
import { MailProblems } from '../components/mail-problems.tsx';
import { MeetingTime } from '../components/meeting-head.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { PresenceBars } from '../components/presence-bars.tsx';
import { TimeToReady } from '../components/time-to-ready.tsx';
import { ConnectionLost, Loading } from '../components/shell.tsx';
import { becauseSentences } from '../lib/because.ts';
import { happenedText } from '../lib/engine-texts.ts';
import { exactInstant, minutesText, span } from '../lib/instant.ts';
import { progressText } from '../lib/progress.ts';
import { safeUrl } from '../lib/safe-url.ts';
import { type Details, ROLES } from '../lib/wire.ts';
import { CancelMeeting } from './cancel-meeting.tsx';
import { Extend, StartLater } from './late-changes.tsx';
import { BackToList, DetailsPlaceholder } from './details-placeholder.tsx';
import { LinksCard } from './links-card.tsx';
import { MoveMeeting, StartNow } from './move-meeting.tsx';
import { type LoadedDetails, useMeetingDetails } from './use-meeting-details.ts';
import type { LinkTo } from './use-selection.ts';

const Actions = lazy(() => import('./actions.tsx'));
const Workflow = lazy(() => import('../components/workflow.tsx'));

interface MeetingDetailsProps {
  readonly id: string;
  readonly back: ComponentProps<'a'>;
  readonly linkToSeries: LinkTo;
  readonly openSeries: (id: string) => void;
}

export const MeetingDetails = ({ id, back, linkToSeries, openSeries }: MeetingDetailsProps) => {
  const texts = useOrganiserTexts();
  const api = useOrganiserApi();
  const title = useRef<HTMLHeadingElement>(null);
  const { value, refusal, lost, reload } = useMeetingDetails(id);
  const details = value?.details;
  useTitle(details ? texts.withBoth(details.student_name, details.teacher_name) : texts.meeting);
  useEffect(() => title.current?.focus(), [details === undefined]);

  return (
    <div className="column">
      <BackToList {...back} />
      {refusal && <RefusalNotice refusal={refusal} onRetry={reload} />}
      {!refusal && !details && <DetailsPlaceholder lost={lost} />}
      {!refusal && value && details && (
        <>
          <div className="heading-row">
            <div>
              <h1 ref={title} tabIndex={-1}>
                <bdi>{details.student_name}</bdi> <span className="muted">{texts.with(details.teacher_name)}</span>
              </h1>
              <MeetingTime meeting={details} />
              {details.series_id !== undefined && (
                <p className="part-of small">
                  <Icon name="repeat" /> {texts.series.partOf} ·{' '}
                  <a {...linkToSeries(details.series_id)}>{texts.series.view}</a>
                </p>
              )}
            </div>
            {details.status !== 'ENDED' && details.outcome === undefined && (
              <div className="buttons">
                {details.status === 'SCHEDULED' && (
                  <>
                    <StartNow details={details} onMoved={reload} />
                    <MoveMeeting details={details} onMoved={reload} onSeriesChanged={openSeries} />
                  </>
                )}
                <LateChanges details={details} onChanged={reload} />
                <CancelMeeting details={details} onCancelled={reload} onSeriesEnded={openSeries} />
              </div>
            )}
          </div>
          {details.failure && (
            <p className="notice notice-bad">
              <strong>{texts.failure[details.failure.reason]}</strong>
            </p>
          )}
          <WhyEnded details={details} />
          <MailProblems row={details} />
          <section className="card course" aria-label={texts.course}>
            <p className="course-head">
              <StatusBadge meeting={details} />
              {details.status !== 'ENDED' && details.progress !== undefined && (
                <span className="muted small" dir="auto">
                  {progressText(details.progress, texts)}
                </span>
              )}
            </p>
            <Lifecycle details={details} />
          </section>
          {details.outcome === undefined && (
            <LinksCard
              people={details}
              hint={texts.personalLinksHint}
              load={() => api.links(id)}
              revoke={(_role, link) => api.revokeLink(link)}
              revokeText={texts.revokeText}
            />
          )}
          <div className="meeting-cards">
            <PresenceBars details={details} />
            <Cost details={details} />
          </div>
          <ClosedCard title={texts.actions.title} hint={texts.actions.hint}>
            <Suspense fallback={<Loading lost={false} />}>
              <Actions details={details} linkToSeries={linkToSeries} />
            </Suspense>
          </ClosedCard>
          <Technical details={details} execution={value.execution} />
        </>
      )}
      {lost && details && <ConnectionLost />}
    </div>
  );
};

const LateChanges = ({ details, onChanged }: { readonly details: Details; readonly onChanged: () => void }) => {
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const { id, extended_minutes: before } = details;
  // A repeated call asks for the same end, also when the page has loaded the new one meanwhile.
  const ends = useRef(new Map<string, number>());
  const extend = (minutes: number, key: string) => {
    const extended = ends.current.get(key) ?? before + minutes;
    ends.current.set(key, extended);
    return withApiKey(() => api.extendTo(id, extended));
  };
  const startLate = (minutes: number) => withApiKey(() => api.startLateBy(id, minutes));
  return (
    <>
      <StartLater meeting={details} startLate={startLate} onChanged={onChanged} />
      <Extend meeting={details} extend={extend} onChanged={onChanged} />
    </>
  );
};

const WhyEnded = ({ details }: { readonly details: Details }) => {
  const sentences = becauseSentences(details, useOrganiserTexts());
  return sentences.length === 0 ? null : <p className="muted">{sentences.join(' ')}</p>;
};

const ConsoleLink = ({ url }: { readonly url: string | undefined }) => {
  const texts = useOrganiserTexts();
  const safe = safeUrl(url);
  return safe === undefined ? null : (
    <a className="button" href={safe} target="_blank" rel="noopener noreferrer">
      <Icon name="open" />
      {texts.console} <span className="visually-hidden">({texts.newTab})</span>
    </a>
  );
};

const Cost = ({ details }: { readonly details: Details }) => {
  const texts = useOrganiserTexts();
  const { ratings } = useTexts();
  const said = ROLES.flatMap((role) => {
    const given = details.feedback?.[role];
    return given ? [{ role, ...given }] : [];
  });
  return (
    <section className="card" aria-labelledby="cost-title">
      <h2 id="cost-title">{details.status === 'ENDED' ? texts.cost : texts.costSoFar}</h2>
      <p className="cost digits">${details.host_cost_dollars.toFixed(4)}</p>
      <p className="muted small">{texts.ofHosts(minutesText(Math.round(details.host_minutes)))}</p>
      {said.length > 0 && (
        <ul className="said" aria-label={texts.feedback}>
          {said.map(({ role, rating }) => (
            <li key={role}>
              <b>{ratings[rating - 1]}</b> · {texts.role[role]}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

/** What a person who looks for a fault needs. Closed at first; loads the graph when it opens. */
const Technical = ({ details, execution }: LoadedDetails) => {
  const texts = useOrganiserTexts();
  const hint = `${texts.workflow} · ${execution ? `${texts.eventCount(execution.events.length)} · ` : ''}ID ${details.id}`;
  return (
    <ClosedCard title={texts.technical} hint={hint}>
      <div className="technical-content">
        <div className="heading-row">
          <h2 id="workflow-title">{texts.workflow}</h2>
          <ConsoleLink url={execution?.console_url ?? details.console_url} />
        </div>
        {execution ? (
          <Suspense fallback={<Loading lost={false} />}>
            <Workflow execution={execution} />
          </Suspense>
        ) : (
          <p className="muted">{details.status === 'SCHEDULED' ? texts.waitsUntilLaunch : texts.noHistory}</p>
        )}
        <Facts details={details} />
        <TimeToReady details={details} />
        <section aria-labelledby="timeline-title">
          <h3 id="timeline-title">{texts.timeline}</h3>
          <ol className="timeline">
            {details.timeline.map((entry) => (
              <li key={`${entry.at} ${entry.what}`}>
                <time dateTime={entry.at} className="muted">
                  {exactInstant(Date.parse(entry.at))}
                </time>
                <span dir="auto">{happenedText(entry, texts)}</span>
              </li>
            ))}
          </ol>
        </section>
      </div>
    </ClosedCard>
  );
};

const Facts = ({ details }: { readonly details: Details }) => {
  const texts = useOrganiserTexts();
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['ID', <code key="id">{details.id}</code>],
    [texts.mustCome, texts.rules[details.attendance_rule]],
    [texts.plannedLaunch, exactInstant(Date.parse(details.launch_at))],
    [texts.hostTime, span(details.host_minutes * 60_000)],
    [texts.hosts, Object.values(details.hosts).length + details.replaced_hosts.length],
    // What the software reported, as in its logs.
    ...(details.failure
      ? [
          [
            texts.error,
            <bdi key="error" lang="en">
              {details.failure.detail}
            </bdi>,
          ] as const,
        ]
      : []),
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
};
