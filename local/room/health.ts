import type { Address } from '../../steps/domain/meeting.ts';
import type { Health, ProbedMeeting, ProbeResult } from '../../steps/readiness/ports.ts';

/** The health of a stand-in host, and the people in its room. */
export class RoomHealth implements Health {
  readonly countsPeople = true;
  readonly #http: Health;
  readonly #people: (meetingId: string) => number | null;

  /** @param people the count of the room in this process; null when it cannot tell */
  constructor(http: Health, people: (meetingId: string) => number | null) {
    this.#http = http;
    this.#people = people;
  }

  async probe(meeting: ProbedMeeting, address: Address): Promise<ProbeResult> {
    const result = await this.#http.probe(meeting, address);
    return result.healthy ? { ...result, people: this.#people(meeting.id) } : result;
  }
}
