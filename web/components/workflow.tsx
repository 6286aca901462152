import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { parseObject } from '../../client/send.ts';
import { collapseRuns, type Run } from '../lib/collapse.ts';
import { type Path, pathOf, type Visit } from '../lib/execution-path.ts';
import { eventText, stateText } from '../lib/engine-texts.ts';
import { exactTime, span } from '../lib/instant.ts';
import type { Definition, Execution, ExecutionEvent } from '../lib/wire.ts';
import { useNow, useOrganiserApi } from './app.tsx';
import { useApiKey } from './api-key.tsx';
import { useOrganiserTexts } from './language.tsx';
import { WorkflowGraph } from './workflow-graph.tsx';

/** An execution as the Step Functions console shows it: graph, steps and events. */
const Workflow = ({ execution }: { readonly execution: Execution }) => {
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const now = useNow();
  const [definition, setDefinition] = useState<Definition>();
  const [selected, setSelected] = useState<string>();
  useEffect(() => {
    let unmounted = false;
    const ask = async (): Promise<void> => {
      try {
        const found = await withApiKey(() => api.workflow());
        if (!unmounted) setDefinition(found);
      } catch {
        // The page works without the graph: the list of steps has the same content.
      }
    };
    void ask();
    return () => {
      unmounted = true;
    };
  }, [api, withApiKey]);

  const path = useMemo(() => pathOf(execution.events, execution.status, now), [execution, now]);
  return (
    <>
      <div className="workflow">
        {definition && <WorkflowGraph definition={definition} path={path} selected={selected} onSelect={setSelected} />}
        <Visits path={path} now={now} selected={selected} onSelect={setSelected} />
      </div>
      <Events events={execution.events} selected={selected} onSelect={setSelected} path={path} />
    </>
  );
};

export default Workflow;

interface SelectionProps {
  readonly path: Path;
  readonly selected: string | undefined;
  readonly onSelect: (state: string | undefined) => void;
}

/** The path through the graph as text, also for screen readers. */
const Visits = ({ path, now, selected, onSelect }: SelectionProps & { readonly now: number }) => {
  const texts = useOrganiserTexts();
  const list = useRef<HTMLOListElement>(null);
  // Show the latest step.
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [path.visits.length]);
  return (
    <section className="card visits" aria-labelledby="visits-title">
      <h3 id="visits-title">{texts.steps}</h3>
      <ol ref={list}>
        {collapseRuns(path.visits).map((item, index) =>
          'times' in item ? (
            <li key={index}>
              <RunOfVisits run={item} now={now} selected={selected} onSelect={onSelect} />
            </li>
          ) : (
            <li key={index} aria-current={item.result === 'current' ? 'step' : undefined}>
              <VisitButton visit={item} now={now} selected={selected} onSelect={onSelect} />
            </li>
          ),
        )}
      </ol>
    </section>
  );
};

type VisitProps = Omit<SelectionProps, 'path'> & { readonly now: number };

/** "Check host, 41 times in 7 min": the polls are one line until somebody opens it. */
const RunOfVisits = ({ run, ...props }: VisitProps & { readonly run: Run }) => {
  const texts = useOrganiserTexts();
  const [first, last] = [run.visits[0]!, run.visits.at(-1)!];
  return (
    <details className="run">
      <summary className="visit visit-succeeded">
        <span className="visit-mark" aria-hidden="true" />
        <span className="visit-name">
          {texts.times(run.states.map((state) => stateText(state, texts)).join(', '), run.times)}
        </span>
        <span className="visit-time">{span((last.leftAt ?? last.enteredAt) - first.enteredAt)}</span>
      </summary>
      <ol className="run-visits">
        {run.visits.map((visit, index) => (
          <li key={index}>
            <VisitButton visit={visit} {...props} />
          </li>
        ))}
      </ol>
    </details>
  );
};

const VisitButton = ({ visit, now, selected, onSelect }: VisitProps & { readonly visit: Visit }) => {
  const texts = useOrganiserTexts();
  return (
    <button
      type="button"
      className={`visit visit-${visit.result}`}
      aria-pressed={selected === visit.state}
      onClick={() => onSelect(selected === visit.state ? undefined : visit.state)}
    >
      <span className="visit-mark" aria-hidden="true" />
      <span className="visit-name">
        {stateText(visit.state, texts)}
        <span className="visually-hidden"> ({texts.result[visit.result]})</span>
        {(visit.retries > 0 || visit.errors.length > 0) && (
          <span className="visit-errors">
            {[visit.retries > 0 && texts.retries(visit.retries), visit.errors.at(-1)?.error]
              .filter(Boolean)
              .join(' · ')}
          </span>
        )}
      </span>
      <span className="visit-time">{span((visit.leftAt ?? now) - visit.enteredAt)}</span>
    </button>
  );
};

const Events = ({
  events,
  path,
  selected,
  onSelect,
}: SelectionProps & { readonly events: readonly ExecutionEvent[] }) => {
  const texts = useOrganiserTexts();
  const select = useId();
  const first = Date.parse(events[0]?.at ?? '');
  const shown = events.filter(({ state }) => selected === undefined || state === selected);
  return (
    <section className="card events" aria-labelledby="events-title">
      <div className="heading-row">
        <h3 id="events-title">
          {texts.events} <span className="muted count">{shown.length}</span>
        </h3>
        <div className="filters">
          <label className="visually-hidden" htmlFor={select}>
            {texts.filterEvents}
          </label>
          <select id={select} value={selected ?? ''} onChange={(event) => onSelect(event.target.value || undefined)}>
            <option value="">{texts.allStates}</option>
            {[...path.states.keys()].map((state) => (
              <option key={state} value={state}>
                {stateText(state, texts)}
              </option>
            ))}
          </select>
        </div>
      </div>
      <ol className="event-list" tabIndex={0} aria-labelledby="events-title">
        {shown.map((event) => (
          <li key={event.id}>
            <Event event={event} first={first} />
          </li>
        ))}
      </ol>
    </section>
  );
};

const Event = ({ event, first }: { readonly event: ExecutionEvent; readonly first: number }) => {
  const texts = useOrganiserTexts();
  const { id, at, type, state, error, cause } = event;
  const parts: readonly (readonly [string, unknown])[] = [
    [texts.error, error],
    // The cause of a failed Lambda function is JSON text.
    [texts.cause, parseObject(cause ?? '') ?? cause],
  ];
  const details = parts.filter(([, value]) => value !== undefined);
  const line = (
    <span className="event-line">
      <span className="event-id">{id}</span>
      <span className={error === undefined ? 'event-type' : 'event-type event-error'} title={type}>
        {eventText(type, texts)}
      </span>
      <span className="event-state">{state !== undefined && stateText(state, texts)}</span>
      <time dateTime={at}>{exactTime(Date.parse(at))}</time>
      <span className="event-offset muted">+{span(Date.parse(at) - first)}</span>
    </span>
  );
  if (details.length === 0) return <div className="event">{line}</div>;
  return (
    <details className="event">
      <summary>{line}</summary>
      {details.map(([name, value]) => (
        <div key={name} className="event-part">
          <b>{name}</b>
          <pre lang="en" tabIndex={0}>
            {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
          </pre>
        </div>
      ))}
    </details>
  );
};
