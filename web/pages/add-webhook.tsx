import { useState } from 'react';
import { useApiKey } from '../components/api-key.tsx';
import { useOrganiserApi } from '../components/app.tsx';
import { TextField } from '../components/field.tsx';
import { useOrganiserTexts } from '../components/language.tsx';
import { useAction } from '../components/use-action.ts';
import { EVENT_TYPES, type EventType } from '../lib/wire.ts';

/** The form for a new webhook. */
export const AddWebhook = ({ onSecret }: { readonly onSecret: (secret: string) => void }) => {
  const { webhooks: texts } = useOrganiserTexts();
  const api = useOrganiserApi();
  const withApiKey = useApiKey();
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [types, setTypes] = useState<readonly EventType[]>(EVENT_TYPES);
  const { busy, failure, run } = useAction(
    () =>
      withApiKey(() =>
        api.createWebhook({
          url: url.trim(),
          ...(description.trim() && { description: description.trim() }),
          ...(types.length < EVENT_TYPES.length && { types: [...types] }),
        }),
      ),
    (secret) => {
      setUrl('');
      setDescription('');
      setTypes(EVENT_TYPES);
      onSecret(secret);
    },
  );
  const toggle = (type: EventType): void =>
    setTypes(EVENT_TYPES.filter((one) => (one === type ? !types.includes(one) : types.includes(one))));
  return (
    <section className="card webhook" aria-labelledby="add-title">
      <h2 id="add-title">{texts.add}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <TextField label={texts.url} value={url} onChange={setUrl} maxLength={2000} error={failure} required />
        <TextField label={texts.description} value={description} onChange={setDescription} maxLength={200} optional />
        <fieldset className="choice webhook-types">
          <legend>{texts.which}</legend>
          {EVENT_TYPES.map((type) => (
            <label key={type}>
              <input type="checkbox" checked={types.includes(type)} onChange={() => toggle(type)} />
              {texts.events[type]}
            </label>
          ))}
        </fieldset>
        <div className="buttons">
          <button type="submit" className="primary" disabled={busy || types.length === 0}>
            {texts.add}
          </button>
        </div>
      </form>
    </section>
  );
};
