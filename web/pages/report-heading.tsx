import { TextField } from '../components/field.tsx';
import { useOrganiserTexts } from '../components/language.tsx';

interface ReportHeadingProps {
  /** Dates; empty before the page has started. */
  readonly from?: string;
  readonly to?: string;
  readonly onFrom?: (date: string) => void;
  readonly onTo?: (date: string) => void;
}

const ignore = (): void => undefined;

export const ReportHeading = ({ from = '', to = '', onFrom = ignore, onTo = ignore }: ReportHeadingProps) => {
  const { reports: texts } = useOrganiserTexts();
  return (
    <>
      <div>
        <h1>{texts.title}</h1>
        <p className="lead">{texts.lead}</p>
      </div>
      <div className="report-range">
        <TextField label={texts.from} type="date" value={from} onChange={onFrom} />
        <TextField label={texts.to} type="date" value={to} onChange={onTo} />
      </div>
    </>
  );
};
