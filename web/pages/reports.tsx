import { useCallback } from 'react';
import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useApp, useOrganiserApi, useTitle } from '../components/app.tsx';
import { dollars, Figure } from '../components/figure.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { OrganiserShell } from '../components/organiser-shell.tsx';
import { OutcomeBars } from '../components/outcome-bars.tsx';
import { ConnectionLost, Loading } from '../components/shell.tsx';
import { WeekPlot } from '../components/week-plot.tsx';
import { dateText, midnightOf, mondayOf, totalsOf, weeksOf } from '../lib/attendance-report.ts';
import { hoursText } from '../lib/instant.ts';
import { saveFile } from '../lib/save-file.ts';
import { csvOf } from '../../steps/reports/csv.ts';
import { type AttendedMeeting, OUTCOMES } from '../lib/wire.ts';
import { ownZone, zoneName } from '../lib/zones.ts';
import { ReportHeading } from './report-heading.tsx';
import { useAddress } from './use-address.ts';
import { usePoll } from './use-poll.ts';

export const ReportsPage = () => (
  <OrganiserShell page="reports">
    <Reports />
  </OrganiserShell>
);

/** Milliseconds of real time. */
const EVERY = 600_000;
const every = (): number => EVERY;
/** The weeks that the page shows first. */
const WEEKS = 8;
const LONGEST = 366 * 86_400_000;

const Reports = () => {
  const { reports: texts } = useOrganiserTexts();
  const { clock } = useApp();
  const [chosenFrom, setFrom] = useAddress('from', '');
  const [chosenTo, setTo] = useAddress('to', '');
  // The first response can set the clock.
  const from = chosenFrom || dateText(mondayOf(clock.now(), 1 - WEEKS));
  const to = chosenTo || dateText(clock.now());
  useTitle(texts.title);
  const [start, end] = [midnightOf(from), midnightOf(to, 1)];
  const isValid = start !== undefined && end !== undefined && start < end && end - start <= LONGEST;
  return (
    <div className="column">
      <ReportHeading from={from} to={to} onFrom={setFrom} onTo={setTo} />
      {isValid ? <Report from={start} to={end} /> : <p className="notice notice-bad">{texts.wrong}</p>}
    </div>
  );
};

interface Range {
  readonly from: number;
  readonly to: number;
}

const Report = ({ from, to }: Range) => {
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const load = useCallback(() => withApiKey(() => api.attendance(from, to)), [api, withApiKey, from, to]);
  const { value, refusal, lost, reload } = usePoll(load, every);
  if (refusal) return <RefusalNotice refusal={refusal} onRetry={reload} />;
  if (!value) return <Loading lost={lost} />;
  return (
    <>
      <Found {...value} from={from} to={to} />
      {lost && <ConnectionLost />}
    </>
  );
};

interface FoundProps extends Range {
  readonly meetings: readonly AttendedMeeting[];
  readonly complete: boolean;
}

const Found = ({ meetings, complete, from, to }: FoundProps) => {
  const { reports: texts, meetings: title } = useOrganiserTexts();
  if (meetings.length === 0) return <p className="muted report-none">{texts.none}</p>;
  const totals = totalsOf(meetings);
  const save = (): void => {
    const file = new Blob([csvOf(meetings)], { type: 'text/csv;charset=utf-8' });
    saveFile(`attendance-${dateText(from)}-${dateText(to - 1)}.csv`, file);
  };
  return (
    <>
      {!complete && <p className="notice">{texts.latest(meetings.length)}</p>}
      <div className="figures">
        <Figure title={title} value={totals.meetings} more={texts.bothCame(totals.both)} />
        <Figure title={texts.hours} value={hoursText(totals.minutes)} more={texts.hoursHint} />
        <Figure title={texts.cost} value={dollars(totals.dollars)} more={texts.costHint} />
      </div>
      <div className="day-columns">
        <WeekPlot weeks={weeksOf(meetings, from, to)} zone={zoneName(ownZone())} />
        <OutcomeBars
          rows={OUTCOMES.map((outcome) => ({ state: { status: 'ENDED', outcome }, count: totals.outcomes[outcome] }))}
        />
      </div>
      <div className="buttons">
        <button type="button" onClick={save}>
          {texts.csv}
        </button>
      </div>
    </>
  );
};
