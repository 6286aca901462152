import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef } from 'react';
import { useApp, useTitle } from '../components/app.tsx';
import { DangerButton } from '../components/danger-button.tsx';
import { BackIcon, OpenIcon } from '../components/icons.tsx';
import { useOrganiser } from '../components/organiser.tsx';
import { StatusBadge } from '../components/status.tsx';
import { Refusal } from '../lib/api.ts';
import { clockTime, exactTime, longDate, shortDate, span } from '../lib/instant.ts';
import { safeUrl } from '../lib/safe-url.ts';
import type { Details, Execution, Seen } from '../lib/wire.ts';
import { cityOf, ownZone } from '../lib/zones.ts';
import { RefusedNotice } from '../components/refused-notice.tsx';
import type { useAddress } from './use-address.ts';
import { useLive } from './use-live.ts';

const Workflow = lazy(() => import('../components/workflow.tsx'));

interface MeetingDetailsProps {
  readonly id: string;
  readonly back: ReturnType<ReturnType<typeof useAddress>['linkTo']>;
}

interface Story {
  readonly details: Details;
  /** Undefined where the deployment does not tell it. */
  readonly execution: Execution | undefined;
}

export const MeetingDetails = ({ id, back }: MeetingDetailsProps) => {
  const { api, clock } = useApp();
  const withKey = useOrganiser();
  const title = useRef<HTMLHeadingElement>(null);
  const ask = useCallback(async (): Promise<Story> => {
    const details = await withKey(() => api.meeting(id));
    const execution = await unlessUnknown(withKey(() => api.execution(id)));
    return { details, execution };
  }, [api, id, withKey]);
  const every = useCallback(
    ({ details, execution }: Story) =>
      details.status === 'ENDED' && execution?.status !== 'RUNNING'
        ? undefined
        : Math.max(700, clock.worldMillis(5_000)),
    [clock],
  );
  const { value, refusal, lost, reload } = useLive(ask, every);
  const details = value?.details;
  useTitle(details ? `${details.teacher_name} with ${details.student_name}` : 'Meeting');
  useEffect(() => title.current?.focus(), [details === undefined]);

  return (
    <div className="column column-wide">
      <a className="back" {...back}>
        <BackIcon /> All meetings
      </a>
      {refusal && <RefusedNotice refusal={refusal} onAgain={reload} />}
      {!refusal && !details && (
        <p className="muted empty">{lost ? 'The server does not answer. Trying again…' : 'Loading…'}</p>
      )}
      {!refusal && value && details && (
        <>
          <div className="heading-row">
            <div>
              <h1 ref={title} tabIndex={-1}>
                {details.teacher_name} <span className="muted">with</span> {details.student_name}
              </h1>
              <p className="when">
                {longDate(Date.parse(details.meet_time))}, <strong>{clockTime(Date.parse(details.meet_time))}</strong> ·{' '}
                {details.duration_minutes} minutes
                {details.time_zone !== undefined && details.time_zone !== ownZone() && (
                  <span className="muted">
                    {' '}
                    · {clockTime(Date.parse(details.meet_time), details.time_zone)} in {cityOf(details.time_zone)}
                  </span>
                )}
              </p>
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
              <Suspense fallback={<p className="muted empty">Loading…</p>}>
                <Workflow execution={value.execution} />
              </Suspense>
            ) : (
              <p className="muted empty">This deployment does not tell the workflow’s history.</p>
            )}
          </section>
        </>
      )}
      {lost && details && (
        <p className="toast" role="status">
          The connection is lost. Trying again…
        </p>
      )}
    </div>
  );
};

const FAILURES: Readonly<Record<string, string>> = {
  LAUNCH: 'No machine could be launched',
  HEALTH: 'The room did not get ready in time',
  HOST_LOST: 'The machine was lost',
  ABORTED: 'The workflow was aborted',
  NOT_ACCEPTED: 'The scheduling was never completed',
  INTERNAL: 'Something broke inside',
};

async function unlessUnknown<T>(call: Promise<T>): Promise<T | undefined> {
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
      <OpenIcon />
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
            <th scope="col">Who</th>
            <th scope="col">First seen</th>
            <th scope="col">Last seen</th>
            <th scope="col">Stay</th>
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
                  <td>{stay(seen, details)}</td>
                </>
              ) : (
                <td colSpan={3} className="muted">
                  {details.status === 'ENDED' ? 'never came' : 'not yet'}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

function stay(seen: Seen, { status }: Details): ReactNode {
  const length = span(Date.parse(seen.last_seen_at) - Date.parse(seen.first_seen_at));
  if (seen.left_at === undefined && status !== 'ENDED') return <span className="badge badge-good">in the room</span>;
  return length;
}

const Facts = ({ details }: { readonly details: Details }) => {
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Launch', moment(details.launch_at)],
    ['Room open', moment(details.opened_at)],
    ['Ended', moment(details.ended_at)],
    ['Machine time', `${details.host_minutes.toFixed(1)} min`],
    ['Cost', `$${details.host_cost_dollars.toFixed(4)}`],
    ['Id', <code key="id">{details.id}</code>],
  ];
  return (
    <section className="card" aria-labelledby="facts-title">
      <h2 id="facts-title">Facts</h2>
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

const moment = (instant: string | undefined): string =>
  instant === undefined ? '–' : `${shortDate(Date.parse(instant))}, ${exactTime(Date.parse(instant))}`;

const Cancel = ({ id, onCancelled }: { readonly id: string; readonly onCancelled: () => void }) => {
  const { api } = useApp();
  const withKey = useOrganiser();
  return (
    <DangerButton
      label="Cancel meeting"
      title="Cancel this meeting?"
      text="The links stop working, and whatever runs for it is taken down."
      yes="Cancel it"
      no="Keep it"
      act={async () => {
        await withKey(() => api.cancel(id));
        onCancelled();
      }}
    />
  );
};
