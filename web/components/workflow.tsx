import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { type Path, pathOf } from '../lib/execution-path.ts';
import { exactTime, span } from '../lib/instant.ts';
import type { Definition, Execution, ExecutionEvent } from '../lib/wire.ts';
import { useApp, useNow } from './app.tsx';
import { useOrganiser } from './organiser.tsx';
import { resultWord, WorkflowGraph } from './workflow-graph.tsx';

/** What the Step Functions console shows of an execution: the graph, the way taken, and the events. */
const Workflow = ({ execution }: { readonly execution: Execution }) => {
  const { api } = useApp();
  const withKey = useOrganiser();
  const now = useNow();
  const [definition, setDefinition] = useState<Definition>();
  const [chosen, setChosen] = useState<string>();
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      try {
        const found = await withKey(() => api.workflow());
        if (!gone) setDefinition(found);
      } catch {
        // The list below says the same in words.
      }
    };
    void ask();
    return () => {
      gone = true;
    };
  }, [api, withKey]);

  const path = useMemo(() => pathOf(execution.events, execution.status, now), [execution, now]);
  return (
    <>
      <div className="workflow">
        {definition && <WorkflowGraph definition={definition} path={path} chosen={chosen} onChoose={setChosen} />}
        <Visits path={path} now={now} chosen={chosen} onChoose={setChosen} />
      </div>
      <Events events={execution.events} chosen={chosen} onChoose={setChosen} path={path} />
    </>
  );
};

export default Workflow;

interface ChoosingProps {
  readonly path: Path;
  readonly chosen: string | undefined;
  readonly onChoose: (state: string | undefined) => void;
}

/** The way through the graph as a list: the same for those who do not see it. */
const Visits = ({ path, now, chosen, onChoose }: ChoosingProps & { readonly now: number }) => {
  const list = useRef<HTMLOListElement>(null);
  // The latest is what one wants to see first.
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [path.visits.length]);
  return (
    <section className="card visits" aria-labelledby="visits-title">
      <h3 id="visits-title">The way so far</h3>
      <ol ref={list}>
        {path.visits.map((visit, index) => (
          <li key={index} aria-current={visit.result === 'current' ? 'step' : undefined}>
            <button
              type="button"
              className={`visit visit-${visit.result}`}
              aria-pressed={chosen === visit.state}
              onClick={() => onChoose(chosen === visit.state ? undefined : visit.state)}
            >
              <span className="visit-mark" aria-hidden="true" />
              <span className="visit-name">
                {visit.state}
                <span className="visually-hidden"> ({resultWord(visit.result)})</span>
                {(visit.retries > 0 || visit.errors.length > 0) && (
                  <span className="visit-trouble">
                    {[
                      visit.retries > 0 && `${visit.retries} ${visit.retries === 1 ? 'retry' : 'retries'}`,
                      visit.errors.at(-1)?.error,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                )}
              </span>
              <span className="visit-time">{span((visit.leftAt ?? now) - visit.enteredAt)}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
};

const Events = ({ events, path, chosen, onChoose }: ChoosingProps & { readonly events: readonly ExecutionEvent[] }) => {
  const select = useId();
  const first = Date.parse(events[0]?.at ?? '');
  const shown = events.filter(({ state }) => chosen === undefined || state === chosen);
  return (
    <section className="card events" aria-labelledby="events-title">
      <div className="heading-row">
        <h3 id="events-title">
          Events <span className="muted count">{shown.length}</span>
        </h3>
        <div className="filters">
          <label className="visually-hidden" htmlFor={select}>
            Events of which state
          </label>
          <select id={select} value={chosen ?? ''} onChange={(event) => onChoose(event.target.value || undefined)}>
            <option value="">All states</option>
            {[...path.states.keys()].map((state) => (
              <option key={state}>{state}</option>
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
  const { id, at, type, state, error, cause } = event;
  const parts: readonly (readonly [string, unknown])[] = [
    ['Error', error],
    ['Cause', readable(cause)],
  ];
  const told = parts.filter(([, value]) => value !== undefined && value !== null);
  const line = (
    <span className="event-line">
      <span className="event-id">{id}</span>
      <span className={error === undefined ? 'event-type' : 'event-type event-error'}>{type}</span>
      <span className="event-state">{state}</span>
      <time dateTime={at}>{exactTime(Date.parse(at))}</time>
      <span className="event-offset muted">+{span(Date.parse(at) - first)}</span>
    </span>
  );
  if (told.length === 0) return <div className="event">{line}</div>;
  return (
    <details className="event">
      <summary>{line}</summary>
      {told.map(([name, value]) => (
        <div key={name} className="event-part">
          <b>{name}</b>
          <pre tabIndex={0}>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
        </div>
      ))}
    </details>
  );
};

/** A function's cause is JSON in a text. */
function readable(cause: string | undefined): unknown {
  if (cause === undefined) return undefined;
  try {
    return JSON.parse(cause) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return cause;
    throw error;
  }
}
