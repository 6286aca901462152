import { type ReactNode, useCallback } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useOrganiserApi } from '../components/app.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { Loading } from '../components/shell.tsx';
import { actionText, actorName } from '../lib/action-texts.ts';
import { exactInstant } from '../lib/instant.ts';
import type { Action, Details } from '../lib/wire.ts';
import { usePoll } from './use-poll.ts';
import type { LinkTo } from './use-selection.ts';

interface ActionsProps {
  readonly details: Details;
  readonly linkToSeries: LinkTo;
}

/** Milliseconds of real time. */
const EVERY = 10_000;

/** The record of actions of a meeting. */
const Actions = ({ details: { id, status }, linkToSeries }: ActionsProps) => {
  const { actions: texts } = useOrganiserTexts();
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const load = useCallback(() => withApiKey(() => api.actions(id)), [api, id, withApiKey]);
  const isOver = status === 'ENDED';
  const every = useCallback(() => (isOver ? undefined : EVERY), [isOver]);
  const { value, refusal, lost, reload } = usePoll(load, every);
  if (refusal) return <RefusalNotice refusal={refusal} onRetry={reload} />;
  if (!value) return <Loading lost={lost} />;
  return (
    <div className="technical-content">
      {value.length === 0 ? (
        <p className="muted">{texts.none}</p>
      ) : (
        <ol className="timeline">
          {value.map((action) => (
            <Row key={action.number} action={action} linkToSeries={linkToSeries} />
          ))}
        </ol>
      )}
    </div>
  );
};

export default Actions;

const Row = ({ action, linkToSeries }: { readonly action: Action } & Pick<ActionsProps, 'linkToSeries'>) => {
  const texts = useOrganiserTexts();
  const { at, by, revision } = action;
  const name = actorName(by);
  const shown: ReactNode = by.kind === 'series' && by.id !== undefined ? <a {...linkToSeries(by.id)}>{name}</a> : name;
  return (
    <li>
      <time dateTime={at} className="muted">
        {exactInstant(Date.parse(at))}
      </time>
      <span>
        {actionText(action, texts)}
        <span className="action-by muted small">
          {texts.actions.by[by.kind]}
          {name !== undefined && (
            <>
              {' '}
              <bdi>{shown}</bdi>
            </>
          )}
          {' · '}
          {texts.actions.revision(revision)}
        </span>
      </span>
    </li>
  );
};
