import { useState } from 'react';
import { useApiKey } from '../components/api-key.tsx';
import { useOrganiserApi } from '../components/app.tsx';
import { DangerButton } from '../components/confirm-button.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { Scope, type ScopeOf } from '../components/scope.tsx';
import { dateInSeries } from '../lib/series-dates.ts';
import type { Details } from '../lib/wire.ts';

interface CancelMeetingProps {
  readonly details: Details;
  readonly onCancelled: () => void;
  readonly onSeriesEnded: (seriesId: string) => void;
}

/** Cancels a meeting; one of a series also with all that follow. */
export const CancelMeeting = ({ details, onCancelled, onSeriesEnded }: CancelMeetingProps) => {
  const texts = useOrganiserTexts();
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const [scope, setScope] = useState<ScopeOf>('one');
  const place = dateInSeries(details);
  const all = scope === 'following' ? place : undefined;
  return (
    <DangerButton
      label={texts.cancel}
      title={all ? texts.series.endTitle : texts.cancelQuestion}
      text={all ? texts.series.endText : texts.cancelText}
      confirmLabel={all ? texts.series.endConfirm : texts.cancelConfirm}
      cancelLabel={texts.cancelKeep}
      act={() => withApiKey(() => (all ? api.endSeries(all.series, all.date) : api.cancel(details.id)))}
      onDone={() => (all ? onSeriesEnded(all.series) : onCancelled())}
    >
      {place && <Scope scope={scope} onChange={setScope} />}
    </DangerButton>
  );
};
