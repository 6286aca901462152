import { useCallback } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useOrganiserApi } from '../components/app.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { SeriesDates } from '../components/series-dates.tsx';
import { isEndless } from '../lib/repeat.ts';
import { seriesDraft, seriesTimesOf } from '../lib/series-change.ts';
import { type dateInSeries, zonesBeside } from '../lib/series-dates.ts';
import { PreviewError } from './preview-error.tsx';
import { usePoll } from './use-poll.ts';
import { useSeriesPreview } from './use-series-preview.ts';

interface MovedDatesProps {
  readonly place: NonNullable<ReturnType<typeof dateInSeries>>;
  readonly date: string;
  readonly time: string;
  readonly zone: string;
}

const once = (): undefined => undefined;

/** The dates that a series would have if one of its dates and all following ones moved. */
export const MovedDates = ({ place, date, time, zone }: MovedDatesProps) => {
  const texts = useOrganiserTexts();
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const load = useCallback(() => withApiKey(() => api.series(place.series)), [api, place.series, withApiKey]);
  const { value: series, refusal, reload } = usePoll(load, once);
  const draft = series && { ...seriesDraft(series, place.date), date, time };
  const times = draft && seriesTimesOf(series, place.date, draft, texts);
  const preview = useSeriesPreview(times && { ...times, time_zone: zone });
  if (refusal) return <RefusalNotice refusal={refusal} onRetry={reload} />;
  if (preview.error !== undefined) return <PreviewError error={preview.error} onRetry={preview.retry} />;
  if (!series) return null;
  return (
    <SeriesDates
      occurrences={preview.occurrences}
      time={time}
      zone={zone}
      others={zonesBeside({ ...series, time_zone: zone })}
      endless={isEndless(series.rrule)}
    />
  );
};
