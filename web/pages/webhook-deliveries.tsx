import { useCallback, useState } from 'react';
import { useOrganiserApi } from '../components/app.tsx';
import { Icon, type IconName } from '../components/icons.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { Loading } from '../components/shell.tsx';
import { useAction } from '../components/use-action.ts';
import { deliveryErrorText } from '../lib/engine-texts.ts';
import { dateAndTime, span } from '../lib/instant.ts';
import type { Delivery } from '../lib/wire.ts';
import { usePoll } from './use-poll.ts';

interface DeliveriesProps {
  /** Of the webhook. */
  readonly id: string;
  readonly open: boolean;
  readonly canSend: boolean;
}

/** The latest deliveries to a webhook. They are loaded when they are opened. */
export const WebhookDeliveries = ({ id, open: isOpen, canSend }: DeliveriesProps) => {
  const { webhooks: texts } = useOrganiserTexts();
  const [open, setOpen] = useState(isOpen);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.deliveries}</summary>
      {open && <Deliveries id={id} canSend={canSend} />}
    </details>
  );
};

/** Milliseconds of real time. */
const EVERY = 5_000;
const every = (): number => EVERY;

const Deliveries = ({ id, canSend }: Pick<DeliveriesProps, 'id' | 'canSend'>) => {
  const { webhooks: texts } = useOrganiserTexts();
  const api = useOrganiserApi();
  const load = useCallback(() => api.deliveries(id), [api, id]);
  const { value, lost, reload } = usePoll(load, every);
  if (!value) return <Loading lost={lost} />;
  if (value.length === 0) return <p className="muted">{texts.nothing}</p>;
  return (
    <ul className="webhook-deliveries">
      {value.map((delivery) => (
        <Row key={delivery.id} webhook={id} delivery={delivery} canSend={canSend} onSent={reload} />
      ))}
    </ul>
  );
};

const BADGES: Readonly<Record<Delivery['state'], readonly [tone: string, icon: IconName]>> = {
  waiting: ['dawn', 'clock'],
  delivered: ['none', 'check'],
  failed: ['bad', 'warning'],
  dropped: ['none', 'cloud'],
};

const durationText = (milliseconds: number): string =>
  milliseconds < 1000 ? `${milliseconds} ms` : span(milliseconds);

interface RowProps {
  readonly webhook: string;
  readonly delivery: Delivery;
  readonly canSend: boolean;
  readonly onSent: () => void;
}

const Row = ({ webhook, delivery, canSend, onSent }: RowProps) => {
  const organiserTexts = useOrganiserTexts();
  const { webhooks: texts } = organiserTexts;
  const api = useOrganiserApi();
  const { id, type, meeting_id: meeting, state, attempts } = delivery;
  const { busy, failure, run } = useAction(() => api.retryDelivery(webhook, id), onSent);
  const [tone, icon] = BADGES[state];
  const last = attempts.at(-1);
  const name = texts.events[type.split('.')[1] as keyof typeof texts.events];
  return (
    <li>
      <div>
        <p className="webhook-event">
          <b>{meeting ? <a href={`./meetings?id=${meeting}`}>{name}</a> : name}</b>
          <span className={`badge badge-${tone}`}>
            <Icon name={icon} />
            {texts.state[state]}
          </span>
        </p>
        {last && (
          <p className="small muted digits">
            <time dateTime={last.at}>{dateAndTime(Date.parse(last.at))}</time>
            {' · '}
            <bdi>
              {last.status === undefined
                ? last.error === undefined
                  ? texts.noAnswer
                  : deliveryErrorText(last.error, organiserTexts)
                : `HTTP ${last.status}`}
            </bdi>
            {' · '}
            <bdi>{durationText(last.duration_ms)}</bdi>
            {' · '}
            {texts.attempts(attempts.length)}
          </p>
        )}
        {failure !== undefined && (
          <p className="field-error" role="alert">
            {failure}
          </p>
        )}
      </div>
      {state !== 'waiting' && (
        <button type="button" disabled={busy || !canSend} onClick={() => void run()}>
          {texts.again}
        </button>
      )}
    </li>
  );
};
