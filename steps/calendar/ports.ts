/** The feed of an organiser: one record. Its secret is not stored. */
export interface CalendarFeed {
  readonly organiser: string;
  /** Increases with each write; the condition of the next write. */
  readonly version: number;
  /** SHA-256 of the secret in its address, in hex, and when that was made. Absent when it was revoked. */
  readonly address?: { readonly secret_hash: string; readonly created_at: string };
  /** The organisers' page of a meeting, to which its id is added. */
  readonly meetings_page?: string;
}

/** In the table of everything that is not a meeting. Reads are strongly consistent. */
export interface CalendarStore {
  feed(organiser: string): Promise<CalendarFeed | undefined>;
  /** Writes the record if the stored one has version `seen`; 0 if there is none. Otherwise returns false. */
  replaceFeed(feed: CalendarFeed, seen: number): Promise<boolean>;
  /** Remembers whose address has this hash. The feed of that organiser says whether the address is valid. */
  saveAddress(secretHash: string, organiser: string): Promise<void>;
  /** Undefined for an address that was never saved. */
  organiserOf(secretHash: string): Promise<string | undefined>;
}
