import { useState } from 'react';
import { useApiKey } from '../components/api-key.tsx';
import { useOrganiserApi } from '../components/app.tsx';
import { DangerButton } from '../components/confirm-button.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import type { Occurrence, SeriesDetails } from '../lib/wire.ts';
import { DateChoice } from './date-choice.tsx';

interface EndSeriesProps {
  readonly series: SeriesDetails;
  /** The dates that are ahead. */
  readonly dates: readonly Occurrence[];
  readonly onEnded: () => void;
}

/** Cancels a date and all following ones. */
export const EndSeries = ({ series, dates, onEnded }: EndSeriesProps) => {
  const texts = useOrganiserTexts();
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const [chosen, setChosen] = useState<string>();
  const from = chosen ?? dates[0]?.date ?? '';
  return (
    <DangerButton
      label={texts.series.end}
      title={texts.series.endTitle}
      text={texts.series.endText}
      confirmLabel={texts.series.endConfirm}
      cancelLabel={texts.series.keep}
      act={() => withApiKey(() => api.endSeries(series.id, from))}
      onDone={onEnded}
    >
      <DateChoice label={texts.series.firstCancelled} dates={dates} date={from} onChange={setChosen} />
    </DangerButton>
  );
};
