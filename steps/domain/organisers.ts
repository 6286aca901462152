/**
 * The organiser of what belongs to administrators: what they and machine clients create, and everything from before there was a
 * sign-in.
 */
export const ORGANISER = 'default';

/** What belongs to an organiser. Meetings of administrators have no field. */
export interface Owned {
  readonly organiser?: string | undefined;
}

/** The key of a person who signed in: a subject is unique for its issuer only. */
export const organiserKey = (issuer: string, subject: string): string => `${issuer}#${subject}`;

/** Who calls a route of organisers. */
export interface Caller {
  /** `machine`: an API key with a name, which acts for all organisers. */
  readonly kind: 'organiser' | 'administrator' | 'machine';
  /** The key of the person, or the name of the API key. */
  readonly id: string;
}

/** Without a sign-in, everybody who may call is an administrator. @param id the name of the API key */
export const administrator = (id: string): Caller => ({ kind: 'administrator', id });

/** To whom belongs what the caller creates. @param organiser for whom an administrator or a machine client creates it */
export const ownerFor = ({ kind, id }: Caller, organiser = ORGANISER): string =>
  kind === 'organiser' ? id : organiser;

/** Organisers create for themselves, and hand nothing over. @param organiser null for administrators */
export const mayAssign = ({ kind, id }: Caller, organiser: string | null | undefined): boolean =>
  kind !== 'organiser' || organiser === undefined || organiser === id;

/** The organiser whose records the caller sees; undefined for those of all. */
export const seenBy = (caller: Caller): string | undefined => (caller.kind === 'organiser' ? caller.id : undefined);

export const maySee = (caller: Caller, { organiser = ORGANISER }: Owned): boolean => {
  const only = seenBy(caller);
  return only === undefined || only === organiser;
};

/** The field of a new meeting. Absent for administrators, so that only meetings of others are in the index of organisers. */
export const ownedBy = (organiser: string): { readonly organiser?: string } =>
  organiser === ORGANISER ? {} : { organiser };

/** Of each organiser; undefined for none. Administrators have no limits. */
export interface OrganiserLimits {
  readonly meetingsPerDay?: number | undefined;
  readonly meetingsAtOnce?: number | undefined;
}

/** An idempotency key of one caller is not that of another one. Keys that callers send have no space. */
export const keyOfCaller = (caller: Caller, key: string): string =>
  caller.kind === 'organiser' ? `${caller.id} ${key}` : key;
