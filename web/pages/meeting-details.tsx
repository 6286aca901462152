import { type ComponentProps, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useApp, useTitle } from '../components/app.tsx';
import { DangerButton } from '../components/danger-button.tsx';
import { Icon } from '../components/icons.tsx';
import { Lifecycle } from '../components/lifecycle.tsx';
import { MeetingTime, StatusBadge } from '../components/meeting-head.tsx';
import { PresenceBars } from '../components/presence-bars.tsx';
import { ConnectionLost, Loading } from '../components/shell.tsx';
import { becauseSentences } from '../lib/because.ts';
import { exactTime, minutesText, shortDate } from '../lib/instant.ts';
import { safeUrl } from '../lib/safe-url.ts';
import { type Details, ROLES } from '../lib/wire.ts';
import { MeetingLinks } from './meeting-links.tsx';
import { type LoadedDetails, useMeetingDetails } from './use-meeting-details.ts';

const Workflow = lazy(() => import('../components/workflow.tsx'));

interface MeetingDetailsProps {
  readonly id: string;
  readonly back: ComponentProps<'a'>;
}

export const MeetingDetails = ({ id, back }: MeetingDetailsProps) => {
  const title = useRef<HTMLHeadingElement>(null);
  const { value, refusal, lost, reload } = useMeetingDetails(id);
  const details = value?.details;
  useTitle(details ? `${details.student_name} with ${details.teacher_name}` : 'Meeting');
  useEffect(() => title.current?.focus(), [details === undefined]);

  return (
    <div className="column">
      <a className="back" {...back}>
        <Icon name="back" /> All meetings
      </a>
      {refusal && <RefusalNotice refusal={refusal} onRetry={reload} />}
      {!refusal && !details && <Loading lost={lost} />}
      {!refusal && value && details && (
        <>
          <div className="heading-row">
            <div>
              <h1 ref={title} tabIndex={-1}>
                <bdi>{details.student_name}</bdi>{' '}
                <span className="muted">
                  with <bdi>{details.teacher_name}</bdi>
                </span>
              </h1>
              <MeetingTime meeting={details} />
            </div>
            {details.status !== 'ENDED' && details.outcome === undefined && <Cancel id={id} onCancelled={reload} />}
          </div>
          {details.failure && (
            <p className="notice notice-bad">
              <strong>{FAILURES[details.failure.reason] ?? details.failure.reason}.</strong> {details.failure.detail}
            </p>
          )}
          <WhyEnded details={details} />
          <section className="card course" aria-label="Course of the meeting">
            <p className="course-head">
              <StatusBadge meeting={details} />
              {details.status !== 'ENDED' && details.progress !== undefined && (
                <span className="muted small">{details.progress}</span>
              )}
            </p>
            <Lifecycle details={details} />
          </section>
          <div className="meeting-cards">
            <PresenceBars details={details} />
            <Cost details={details} />
          </div>
          {details.outcome === undefined && <MeetingLinks details={details} />}
          <Technical details={details} execution={value.execution} />
        </>
      )}
      {lost && details && <ConnectionLost />}
    </div>
  );
};

const WhyEnded = ({ details }: { readonly details: Details }) => {
  const sentences = becauseSentences(details);
  return sentences.length === 0 ? null : <p className="muted">{sentences.join(' ')}</p>;
};

const FAILURES: Readonly<Record<NonNullable<Details['failure']>['reason'], string>> = {
  LAUNCH: 'No host could be launched',
  HEALTH: 'The room was not ready in time',
  HOST_LOST: 'The host stopped unexpectedly',
  ABORTED: 'The workflow was aborted',
  NOT_ACCEPTED: 'Scheduling was not completed',
  INTERNAL: 'Internal error',
};

const ConsoleLink = ({ url }: { readonly url: string | undefined }) => {
  const safe = safeUrl(url);
  return safe === undefined ? null : (
    <a className="button" href={safe} target="_blank" rel="noopener noreferrer">
      <Icon name="open" />
      Step Functions console<span className="visually-hidden"> (new tab)</span>
    </a>
  );
};

const Cost = ({ details }: { readonly details: Details }) => {
  const said = ROLES.flatMap((role) => {
    const given = details.feedback?.[role];
    return given ? [{ role, ...given }] : [];
  });
  return (
    <section className="card" aria-labelledby="cost-title">
      <h2 id="cost-title">{details.status === 'ENDED' ? 'Cost' : 'Cost so far'}</h2>
      <p className="cost digits">${details.host_cost_dollars.toFixed(4)}</p>
      <p className="muted small">{minutesText(Math.round(details.host_minutes))} of hosts</p>
      {said.length > 0 && (
        <ul className="said" aria-label="Feedback">
          {said.map(({ role, rating }) => (
            <li key={role}>
              <b>{RATINGS[rating - 1]}</b>, says the {role}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const RATINGS = ['Poor', 'Fair', 'Okay', 'Good', 'Great'] as const;

/** What a person who looks for a fault needs. Closed at first; loads the graph when it opens. */
const Technical = ({ details, execution }: LoadedDetails) => {
  const [open, setOpen] = useState(false);
  return (
    <details className="card technical" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="down" />
        <b>Technical details</b>
        <span className="muted small">
          Workflow, {execution ? `${execution.events.length} events, ` : ''}ID {details.id}
        </span>
      </summary>
      {open && (
        <div className="technical-content">
          <div className="heading-row">
            <h2 id="workflow-title">Workflow</h2>
            <ConsoleLink url={execution?.console_url ?? details.console_url} />
          </div>
          {execution ? (
            <Suspense fallback={<Loading lost={false} />}>
              <Workflow execution={execution} />
            </Suspense>
          ) : (
            <p className="muted">
              {details.status === 'SCHEDULED'
                ? 'The workflow waits until the launch.'
                : 'The workflow history is not available.'}
            </p>
          )}
          <Facts details={details} />
          <section aria-labelledby="timeline-title">
            <h3 id="timeline-title">Timeline</h3>
            <ol className="timeline">
              {details.timeline.map(({ at, what }) => (
                <li key={`${at} ${what}`}>
                  <time dateTime={at} className="muted">
                    {instantText(at)}
                  </time>
                  <span>{what}</span>
                </li>
              ))}
            </ol>
          </section>
        </div>
      )}
    </details>
  );
};

const Facts = ({ details }: { readonly details: Details }) => {
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['ID', <code key="id">{details.id}</code>],
    ['Planned launch', instantText(details.launch_at)],
    ['Host time', `${details.host_minutes.toFixed(1)} min`],
    ['Hosts', Object.values(details.hosts).length + details.replaced_hosts.length],
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

const instantText = (instant: string): string => `${shortDate(Date.parse(instant))}, ${exactTime(Date.parse(instant))}`;

const Cancel = ({ id, onCancelled }: { readonly id: string; readonly onCancelled: () => void }) => {
  const { api } = useApp();
  const withApiKey = useApiKey();
  return (
    <DangerButton
      label="Cancel meeting"
      title="Cancel this meeting?"
      text="Both links stop working, and the room closes."
      confirmLabel="Yes, cancel"
      cancelLabel="Keep it"
      act={() => withApiKey(() => api.cancel(id))}
      onDone={onCancelled}
    />
  );
};
