import { useThePage } from './actions.ts';

export * from './properties.ts';

export const use = useThePage(() => true);
