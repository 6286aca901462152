import { useCallback, useState } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useOrganiserApi } from '../components/app.tsx';
import { ConfirmButton, DangerButton } from '../components/confirm-button.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { Loading } from '../components/shell.tsx';
import { useAction } from '../components/use-action.ts';
import { dateAndTime } from '../lib/instant.ts';
import { usePoll } from './use-poll.ts';

/** Milliseconds of real time. */
const EVERY = 60_000;
const every = (): number => EVERY;

/** The secret address at which calendar programs read the meetings: to create, to copy once, and to revoke. */
const CalendarFeed = ({ onClose }: { readonly onClose: () => void }) => {
  const { calendarFeed: texts, done } = useOrganiserTexts();
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const [address, show] = useState<string>();
  const load = useCallback(() => withApiKey(() => api.calendar()), [api, withApiKey]);
  const { value, refusal, lost, reload } = usePoll(load, every);
  const make = (): Promise<string> => api.createCalendar(new URL('./meetings', location.href).href);
  const onMade = (made: string): void => {
    show(made);
    reload();
  };
  const create = useAction(make, onMade);
  const failure = create.failure;
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <p>{texts.lead}</p>
      <p className="muted">{texts.secret}</p>
      {refusal && <RefusalNotice refusal={refusal} onRetry={reload} />}
      {!refusal && !value && <Loading lost={lost} />}
      {address !== undefined && (
        <>
          <p>
            <code className="webhook-secret" dir="ltr">
              {address}
            </code>
          </p>
          <p>{texts.shown}</p>
        </>
      )}
      {address === undefined && value?.since !== undefined && (
        <p>{texts.since(dateAndTime(Date.parse(value.since)))}</p>
      )}
      {failure !== undefined && (
        <p className="notice notice-bad" role="alert">
          {failure}
        </p>
      )}
      <div className="buttons buttons-end">
        {value && value.since === undefined && (
          <button type="button" className="primary" disabled={create.busy} onClick={() => void create.run()}>
            {texts.create}
          </button>
        )}
        {value?.since !== undefined && (
          <>
            <DangerButton
              label={texts.revoke}
              title={texts.revokeTitle}
              text={texts.revokeText}
              confirmLabel={texts.revokeConfirm}
              cancelLabel={texts.keep}
              act={() => api.revokeCalendar()}
              onDone={() => {
                show(undefined);
                reload();
              }}
            />
            <ConfirmButton
              label={texts.renew}
              title={texts.renewTitle}
              text={texts.renewText}
              confirmLabel={texts.renewConfirm}
              cancelLabel={texts.keep}
              act={async () => onMade(await make())}
              onDone={() => undefined}
            />
          </>
        )}
        {address !== undefined && <CopyButton text={address} label={texts.copy} />}
        <button type="button" onClick={onClose}>
          {done}
        </button>
      </div>
    </Dialog>
  );
};

export default CalendarFeed;
