import { type ReactNode, useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly optional?: boolean;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** Renders the control with the attributes that connect it to its label and message. */
  readonly children: (attributes: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': boolean | undefined;
  }) => ReactNode;
}

/** A label, a control, and a line for a hint or an error. An empty line keeps its height, so that the layout does not shift. */
export const Field = ({ label, optional = false, hint, error, children }: FieldProps) => {
  const id = useId();
  const line = `${id}-line`;
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <span className="muted"> (optional)</span>}
      </label>
      {children({
        id,
        'aria-describedby': error !== undefined || hint !== undefined ? line : undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      <p className={error === undefined ? 'field-line' : 'field-line field-error'} id={line}>
        {error ?? hint}
      </p>
    </div>
  );
};

interface TextFieldProps extends Omit<FieldProps, 'children'> {
  readonly type?: 'text' | 'email' | 'date' | 'time' | 'password' | 'search';
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoComplete?: string;
  readonly maxLength?: number;
  readonly inputMode?: 'numeric';
  readonly min?: string;
  readonly required?: boolean;
}

export const TextField = ({ label, optional, hint, error, value, onChange, ...input }: TextFieldProps) => (
  <Field
    label={label}
    {...(optional !== undefined && { optional })}
    {...(hint !== undefined && { hint })}
    error={error}
  >
    {(attributes) => (
      <input
        {...attributes}
        {...input}
        autoComplete={input.autoComplete ?? 'off'}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);
