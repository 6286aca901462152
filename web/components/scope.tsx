import { useId } from 'react';
import { useOrganiserTexts } from './language.tsx';

/** Which dates of a series an action is about. */
export type ScopeOf = 'one' | 'following';

interface ScopeProps {
  readonly scope: ScopeOf;
  readonly onChange: (scope: ScopeOf) => void;
}

export const Scope = ({ scope, onChange }: ScopeProps) => {
  const { series } = useOrganiserTexts();
  const name = useId();
  return (
    <fieldset className="choice scope">
      <legend>{series.scope}</legend>
      {(['one', 'following'] as const).map((each) => (
        <label key={each}>
          <input type="radio" name={name} checked={scope === each} onChange={() => onChange(each)} />
          {each === 'one' ? series.onlyThis : series.following}
        </label>
      ))}
    </fieldset>
  );
};
