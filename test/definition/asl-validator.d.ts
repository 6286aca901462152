declare module 'asl-validator' {
  /** Validates a definition in the Amazon States Language. */
  export default function validate(definition: unknown): { readonly isValid: boolean; errorsText(): string };
}
