import { type ReactNode, useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly optional?: boolean;
  readonly hint?: string;
  readonly fault?: string | undefined;
  /** The control, given what ties it to its label and to the line below. */
  readonly children: (tie: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': boolean | undefined;
  }) => ReactNode;
}

/** A label, a control, and a line below for a hint or for what is wrong: the line is there before it is needed. */
export const Field = ({ label, optional = false, hint, fault, children }: FieldProps) => {
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
        'aria-describedby': fault !== undefined || hint !== undefined ? line : undefined,
        'aria-invalid': fault === undefined ? undefined : true,
      })}
      <p className={fault === undefined ? 'field-line' : 'field-line field-fault'} id={line}>
        {fault ?? hint}
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

export const TextField = ({ label, optional, hint, fault, value, onChange, ...input }: TextFieldProps) => (
  <Field
    label={label}
    {...(optional !== undefined && { optional })}
    {...(hint !== undefined && { hint })}
    fault={fault}
  >
    {(tie) => (
      <input
        {...tie}
        {...input}
        autoComplete={input.autoComplete ?? 'off'}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);
