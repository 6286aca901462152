import { LANGUAGE_TAGS, LANGUAGES } from '../languages/languages.ts';
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
      {LANGUAGE_TAGS.map((each) => (
        <option key={each} value={each} lang={each}>
          {LANGUAGES[each].name}
        </option>
      ))}
    </select>
  );
};
