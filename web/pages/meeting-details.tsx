import { type ComponentProps, lazy, type ReactNode, Suspense, useCallback, useEffect, useRef } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useApp, useTitle } from '../components/app.tsx';
import { DangerButton } from '../components/danger-button.tsx';
import { Icon } from '../components/icons.tsx';
import { MeetingTime, StatusBadge } from '../components/meeting-head.tsx';
import { ConnectionLost, Loading } from '../components/shell.tsx';
import { Refusal } from '../lib/api.ts';
import { becauseSentences } from '../lib/because.ts';
import { clockTime, exactTime, shortDate, span } from '../lib/instant.ts';
import { safeUrl } from '../lib/safe-url.ts';
import type { Details, Execution, Seen } from '../lib/wire.ts';
import { usePoll } from './use-poll.ts';

const Workflow = lazy(() => import('../components/workflow.tsx'));

interface MeetingDetailsProps {
  readonly id: string;
  readonly back: ComponentProps<'a'>;
}

interface Loaded {
  readonly details: Details;
  /** Undefined if the deployment has no workflow history. */
  readonly execution: Execution | undefined;
}

export const MeetingDetails = ({ id, back }: MeetingDetailsProps) => {
  const { api, clock } = useApp();
  const withApiKey = useApiKey();
  const title = useRef<HTMLHeadingElement>(null);
  const load = useCallback(async (): Promise<Loaded> => {
    const details = await withApiKey(() => api.meeting(id));
    const execution = await undefinedIfMissing(withApiKey(() => api.execution(id)));
    return { details, execution };
  }, [api, id, withApiKey]);
  const every = useCallback(
    ({ details, execution }: Loaded) =>
      details.status === 'ENDED' && execution?.status !== 'RUNNING'
        ? undefined
        : Math.max(700, clock.realMillis(5_000)),
    [clock],
  );
  const { value, refusal, lost, reload } = usePoll(load, every);
  const details = value?.details;
  useTitle(details ? `${details.teacher_name} with ${details.student_name}` : 'Meeting');
  useEffect(() => title.current?.focus(), [details === undefined]);

  return (
    <div className="column column-wide">
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
                {details.teacher_name} <span className="muted">with</span> {details.student_name}
              </h1>
              <MeetingTime meeting={details} />
            </div>
            <div className="heading-end">
              <StatusBadge meeting={details} />
              {details.status !== 'ENDED' && details.outcome === undefined && <Cancel id={id} onCancelled={reload} />}
            </div>
          </div>
          {details.failure && (
            <p className="notice notice-bad">
              <strong>{FAILURES[details.failure.reason] ?? details.failure.reason}.</strong> {details.failure.detail}
            </p>
          )}
          <WhyEnded details={details} />
          <div className="facts-grid">
            <Attendance details={details} />
            <Facts details={details} />
          </div>
          <section aria-labelledby="workflow-title" className="workflow-section">
            <div className="heading-row">
              <h2 id="workflow-title">Workflow</h2>
              <ConsoleLink url={value.execution?.console_url ?? details.console_url} />
            </div>
            {value.execution ? (
              <Suspense fallback={<Loading lost={false} />}>
                <Workflow execution={value.execution} />
              </Suspense>
            ) : (
              <p className="muted empty">The workflow history is not available.</p>
            )}
          </section>
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

async function undefinedIfMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  }
}

const ConsoleLink = ({ url }: { readonly url: string | undefined }) => {
  const safe = safeUrl(url);
  return safe === undefined ? null : (
    <a className="button" href={safe} target="_blank" rel="noopener noreferrer">
      <Icon name="open" />
      Step Functions console<span className="visually-hidden"> (new tab)</span>
    </a>
  );
};

const Attendance = ({ details }: { readonly details: Details }) => {
  const people = [
    { role: 'teacher', name: details.teacher_name, seen: details.attendance.teacher },
    { role: 'student', name: details.student_name, seen: details.attendance.student },
  ];
  return (
    <section className="card" aria-labelledby="attendance-title">
      <h2 id="attendance-title">Attendance</h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">First seen</th>
            <th scope="col">Last seen</th>
            <th scope="col">Duration</th>
          </tr>
        </thead>
        <tbody>
          {people.map(({ role, name, seen }) => (
            <tr key={role}>
              <th scope="row">
                {name} <span className="muted small">{role}</span>
              </th>
              {seen ? (
                <>
                  <td>{clockTime(Date.parse(seen.first_seen_at))}</td>
                  <td>{clockTime(Date.parse(seen.last_seen_at))}</td>
                  <td>{attendedTime(seen, details)}</td>
                </>
              ) : (
                <td colSpan={3} className="muted">
                  {details.status === 'ENDED' ? 'did not join' : 'not yet'}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

function attendedTime(seen: Seen, { status }: Details): ReactNode {
  const length = span(Date.parse(seen.last_seen_at) - Date.parse(seen.first_seen_at));
  if (seen.left_at === undefined && status !== 'ENDED') return <span className="badge badge-day">in the room</span>;
  return length;
}

const Facts = ({ details }: { readonly details: Details }) => {
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Host launch', instantText(details.launch_at)],
    ['Room opened', instantText(details.opened_at)],
    ['Ended', instantText(details.ended_at)],
    ['Host time', `${details.host_minutes.toFixed(1)} min`],
    ['Cost', `$${details.host_cost_dollars.toFixed(4)}`],
    ['ID', <code key="id">{details.id}</code>],
  ];
  return (
    <section className="card" aria-labelledby="facts-title">
      <h2 id="facts-title">Details</h2>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
};

const instantText = (instant: string | undefined): string =>
  instant === undefined ? '-' : `${shortDate(Date.parse(instant))}, ${exactTime(Date.parse(instant))}`;

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
