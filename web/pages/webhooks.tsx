import { useCallback, useState } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useOrganiserApi, useTitle } from '../components/app.tsx';
import { ConfirmButton, DangerButton } from '../components/confirm-button.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Icon } from '../components/icons.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { OrganiserShell } from '../components/organiser-shell.tsx';
import { ConnectionLost, Loading } from '../components/shell.tsx';
import { useAction } from '../components/use-action.ts';
import { deliveryErrorText } from '../lib/engine-texts.ts';
import { dateAndTime } from '../lib/instant.ts';
import type { Webhook } from '../lib/wire.ts';
import { AddWebhook } from './add-webhook.tsx';
import { usePoll } from './use-poll.ts';
import { WebhookDeliveries } from './webhook-deliveries.tsx';

export const WebhooksPage = () => (
  <OrganiserShell page="webhooks">
    <Webhooks />
  </OrganiserShell>
);

/** Milliseconds of real time. */
const EVERY = 15_000;
const every = (): number => EVERY;

const Webhooks = () => {
  const { webhooks: texts, done } = useOrganiserTexts();
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const [secret, show] = useState<string>();
  useTitle(texts.title);
  const load = useCallback(() => withApiKey(() => api.webhooks()), [api, withApiKey]);
  const { value, refusal, lost, reload } = usePoll(load, every);
  const onSecret = (made: string): void => {
    show(made);
    reload();
  };
  return (
    <div className="column">
      <div>
        <h1>{texts.title}</h1>
        <p className="lead">{texts.lead}</p>
      </div>
      {refusal && <RefusalNotice refusal={refusal} onRetry={reload} />}
      {!refusal && !value && <Loading lost={lost} />}
      {value && !refusal && (
        <>
          {value.length === 0 && <p className="muted">{texts.none}</p>}
          {value.map((webhook) => (
            <WebhookCard key={webhook.id} webhook={webhook} onChange={reload} onSecret={onSecret} />
          ))}
          <AddWebhook onSecret={onSecret} />
        </>
      )}
      {lost && value && <ConnectionLost />}
      {secret !== undefined && (
        <Dialog title={texts.secretTitle} onClose={() => show(undefined)}>
          <p>{texts.secretText}</p>
          <p>
            <code className="webhook-secret" dir="ltr">
              {secret}
            </code>
          </p>
          <div className="buttons buttons-end">
            <CopyButton text={secret} label={texts.copySecret} />
            <button type="button" className="primary" onClick={() => show(undefined)}>
              {done}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
};

interface WebhookCardProps {
  readonly webhook: Webhook;
  readonly onChange: () => void;
  readonly onSecret: (secret: string) => void;
}

const WebhookCard = ({ webhook, onChange, onSecret }: WebhookCardProps) => {
  const { webhooks: texts } = useOrganiserTexts();
  const api = useOrganiserApi();
  const [sent, setSent] = useState(0);
  const { id, url, description, types, disabled } = webhook;
  const toggle = useAction(() => api.enableWebhook(id, disabled !== undefined), onChange);
  const test = useAction(
    () => api.testWebhook(id),
    () => setSent((count) => count + 1),
  );
  const failure = toggle.failure ?? test.failure;
  return (
    <section className="card webhook" aria-label={url}>
      <div className="heading-row">
        <h2>
          <bdi dir="ltr">{url}</bdi>
        </h2>
        {!disabled && (
          <span className="badge">
            <Icon name="check" />
            {texts.enabled}
          </span>
        )}
      </div>
      {description && <p>{description}</p>}
      <p className="small muted">{types ? types.map((type) => texts.events[type]).join(', ') : texts.all}</p>
      <Trouble webhook={webhook} />
      {failure !== undefined && (
        <p className="notice notice-bad" role="alert">
          {failure}
        </p>
      )}
      <div className="buttons">
        <button type="button" disabled={test.busy || disabled !== undefined} onClick={() => void test.run()}>
          {texts.test}
        </button>
        <ConfirmButton
          label={texts.rotate}
          title={texts.rotateTitle}
          text={texts.rotateText}
          confirmLabel={texts.rotateConfirm}
          cancelLabel={texts.keep}
          act={async () => onSecret(await api.rotateWebhookSecret(id))}
          onDone={() => undefined}
        />
        <button type="button" disabled={toggle.busy} onClick={() => void toggle.run()}>
          {disabled ? texts.enable : texts.disable}
        </button>
        <DangerButton
          label={texts.remove}
          title={texts.removeTitle}
          text={texts.removeText}
          confirmLabel={texts.removeConfirm}
          cancelLabel={texts.keep}
          act={() => api.deleteWebhook(id)}
          onDone={onChange}
        />
      </div>
      <WebhookDeliveries key={sent} id={id} open={sent > 0} canSend={disabled === undefined} />
    </section>
  );
};

const Trouble = ({ webhook: { disabled, failing_since: since } }: { readonly webhook: Webhook }) => {
  const organiserTexts = useOrganiserTexts();
  const { webhooks: texts } = organiserTexts;
  if (disabled)
    return (
      <p className="notice notice-bad">
        {texts.disabled[disabled.by]} {disabled.why && <bdi>({deliveryErrorText(disabled.why, organiserTexts)})</bdi>}
      </p>
    );
  return since === undefined ? null : <p className="notice">{texts.failing(dateAndTime(Date.parse(since)))}</p>;
};
