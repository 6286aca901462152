import { type ReactNode, useId } from 'react';
import { useOrganiserTexts } from './language.tsx';

interface FieldProps {
  readonly label: string;
  readonly optional?: boolean;
  readonly error?: string | undefined;
  /** Renders the control with the attributes that connect it to its label and error. */
  readonly children: (attributes: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': boolean | undefined;
  }) => ReactNode;
}

/** A label, a control, and a line for an error. */
export const Field = ({ label, optional = false, error, children }: FieldProps) => {
  const id = useId();
  const errorId = `${id}-error`;
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <Optional />}
      </label>
      {children({
        id,
        'aria-describedby': error === undefined ? undefined : errorId,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      <p className="field-error" id={errorId}>
        {error}
      </p>
    </div>
  );
};

const Optional = () => <span className="muted"> ({useOrganiserTexts().optional})</span>;

interface TextFieldProps extends Omit<FieldProps, 'children'> {
  readonly type?: 'email' | 'date' | 'time' | 'password';
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly maxLength?: number;
  readonly inputMode?: 'numeric';
  readonly required?: boolean;
  /** Id of a list of suggestions. */
  readonly list?: string;
}

export const TextField = ({ label, optional = false, error, value, onChange, ...input }: TextFieldProps) => (
  <Field label={label} optional={optional} error={error}>
    {(attributes) => (
      <input
        {...attributes}
        {...input}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);
