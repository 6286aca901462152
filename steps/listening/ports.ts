/** The route of the API to which pages report presence, as the internet reaches it. */
export interface PresenceRoute {
  /**
   * Calls the route with the key of the holder `probe`. Returns whether the route answered and could write to the table.
   * Never rejects. Returns within 5 seconds of real time.
   */
  probe(key: string): Promise<boolean>;
}
