import { MemorySecrets } from '../../../simulation/world/memory/secrets.ts';
import { DEFAULT_TIMETABLE } from '../../../steps/domain/timetable.ts';
import type { Log, Secrets } from '../../../steps/ports.ts';
import type { Settings } from '../../../steps/settings.ts';

export const fixedSecrets = (secret = 'a link secret for tests, 32 characters or more'): Secrets =>
  new MemorySecrets(secret);

/** The defaults of a deployment, with changes. */
export const fixedSettings = (changes: Partial<Settings> = {}): Settings => ({
  timetable: DEFAULT_TIMETABLE,
  hostKind: 'stand-in',
  hostRoles: ['room'],
  maxInFlight: 1_000_000,
  hostDollarsPerHour: 0.04,
  ...changes,
});

/** Discards all messages and metrics. */
export const silentLog: Log = { info() {}, warn() {}, error() {}, count() {} };
