import { useThePage } from './actions.ts';

export * from './properties.ts';

/** Nobody ends or cancels the meeting, so that its other ends are reached. */
export const use = useThePage((text) => !/\b(?:end|cancel)/i.test(text));
