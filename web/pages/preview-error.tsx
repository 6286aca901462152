import { RefusalNotice, useApiKey } from '../components/api-key.tsx';
import { useOrganiserApi } from '../components/app.tsx';
import { useErrorText } from '../components/use-error-text.ts';
import { Refusal } from '../lib/api.ts';

interface PreviewErrorProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** Why there is no preview. Without a key it has a button that asks for it: typing in a form opens no dialog. */
export const PreviewError = ({ error, onRetry }: PreviewErrorProps) => {
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const errorText = useErrorText();
  if (!(error instanceof Refusal) || (error.status !== 401 && error.status !== 403))
    return (
      <p className="notice" role="status">
        {errorText(error)}
      </p>
    );
  const enterKey = async (): Promise<void> => {
    try {
      await withApiKey(() => api.meetings(undefined));
      onRetry();
    } catch (refused) {
      if (!(refused instanceof Refusal)) throw refused;
    }
  };
  return <RefusalNotice refusal={error} onRetry={() => void enterKey()} />;
};
