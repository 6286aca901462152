import { LANGUAGES } from '../lib/languages/languages.ts';
import { keepLanguage } from '../lib/chosen-language.ts';
import { useLanguage, useOrganiserTexts } from './language.tsx';

export const LanguagePicker = () => {
  const { tag, choose } = useLanguage();
  const { language } = useOrganiserTexts();
  const change = (chosen: string): void => {
    keepLanguage(chosen);
    choose([chosen]);
  };
  return (
    <select
      className="language-picker"
      aria-label={language}
      value={tag}
      onChange={(event) => change(event.target.value)}
    >
      {Object.entries(LANGUAGES).map(([each, { name }]) => (
        <option key={each} value={each} lang={each}>
          {name}
        </option>
      ))}
    </select>
  );
};
