import { useState } from 'react';
import { useApiKey } from '../components/api-key.tsx';
import { useApp, useOrganiserApi } from '../components/app.tsx';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/field.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { Scope, type ScopeOf } from '../components/scope.tsx';
import { useAction } from '../components/use-action.ts';
import { dateInSeries } from '../lib/series-dates.ts';
import { localParts, zoneName, zoneOrOwn } from '../lib/zones.ts';
import type { Details } from '../lib/wire.ts';
import { MovedDates } from './moved-dates.tsx';

interface MoveMeetingProps {
  readonly details: Details;
  readonly onMoved: () => void;
}

interface MoveProps extends MoveMeetingProps {
  /** @param seriesId the series that continues */
  readonly onSeriesChanged: (seriesId: string) => void;
}

/** Moves a meeting to another time, in its own time zone; one of a series also with all that follow. */
export const MoveMeeting = (props: MoveProps) => {
  const { move } = useOrganiserTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {move}
      </button>
      {open && <MoveDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
};

/** Moves a meeting to the present: its room opens as soon as it is ready. */
export const StartNow = ({ details, onMoved }: MoveMeetingProps) => {
  const texts = useOrganiserTexts();
  const api = useOrganiserApi();
  const { clock } = useApp();
  const withApiKey = useApiKey();
  const { id, plan, launch_at } = details;
  if (Date.parse(launch_at) <= clock.now()) return null;
  return (
    <ConfirmButton
      label={texts.startNow}
      title={texts.startNowQuestion}
      text={texts.startNowText}
      confirmLabel={texts.startNowConfirm}
      cancelLabel={texts.moveKeep}
      act={() => withApiKey(() => api.change(id, { meet_time: new Date(clock.now()).toISOString() }, plan))}
      onDone={onMoved}
    />
  );
};

const MoveDialog = ({ details, onMoved, onSeriesChanged, onClose }: MoveProps & { readonly onClose: () => void }) => {
  const texts = useOrganiserTexts();
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const zone = zoneOrOwn(details.time_zone);
  const now = localParts(Date.parse(details.meet_time), zone);
  const [date, setDate] = useState(now.date);
  const [time, setTime] = useState(now.time);
  const [reason, setReason] = useState('');
  const [scope, setScope] = useState<ScopeOf>('one');
  const place = dateInSeries(details);
  const all = scope === 'following' ? place : undefined;
  const change = { meet_time: `${date}T${time}`, time_zone: zone, ...(reason.trim() && { reason }) };
  const { busy, failure, run } = useAction(
    () =>
      withApiKey(async () => {
        if (all) return (await api.changeSeries(all.series, all.date, change)).id;
        return api.change(details.id, change, details.plan);
      }),
    (next) => {
      if (next === undefined) onMoved();
      else onSeriesChanged(next);
      onClose();
    },
  );
  return (
    <Dialog title={texts.moveTitle} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <p>{texts.moveText(zoneName(zone))}</p>
        {place && <Scope scope={scope} onChange={setScope} />}
        {all && <p className="muted small">{texts.series.changeText}</p>}
        <TextField label={texts.date} type="date" value={date} onChange={setDate} required />
        <TextField label={texts.time} type="time" value={time} onChange={setTime} required />
        <TextField label={texts.moveReason} optional value={reason} onChange={setReason} maxLength={500} />
        {all && <MovedDates place={all} date={date} time={time} zone={zone} />}
        {failure !== undefined && (
          <p className="notice notice-bad" role="alert">
            {failure}
          </p>
        )}
        <div className="buttons buttons-end">
          <button type="button" onClick={onClose}>
            {texts.moveKeep}
          </button>
          <button type="submit" className="primary" disabled={busy}>
            {texts.moveConfirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
