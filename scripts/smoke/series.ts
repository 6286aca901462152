import { parseLink } from '../../client/client.ts';
import type { SeriesOccurrence } from '../../steps/api/http/series-schemas.ts';
import { opened, requireEnd, type Scenario, SLACK } from './scenario.ts';
import { CheckFailed, requireEqual, requireStatus, type Visitor } from './visitor.ts';

/** A series of three days, the first of them now. Its meetings are created by a function that is started for it. */
export const series: Scenario = {
  title: 'a series: created, opened by its link, changed, and ended',
  hosts: 1,
  async run(visitor, note) {
    const { meet_time, ...plan } = visitor.scheduleRequest(0);
    const body = { ...plan, meet_time: meet_time.replace('Z', ''), time_zone: 'UTC', rrule: 'FREQ=DAILY;COUNT=3' };
    const { id } = requireStatus('creating a series', await visitor.api.createSeries(body), 200).body;
    try {
      return await play(visitor, id, note);
    } catch (error) {
      await visitor.api.endSeries(id);
      throw error;
    }
  },
};

async function play(visitor: Visitor, id: string, note: (id: string) => void): Promise<string> {
  const { api } = visitor;
  const [first, second, third] = await meetingsOf(visitor, id, 3);
  note(first!);
  const links = requireStatus('the links of a series', await api.getSeriesLinks(id), 200).body;
  const receipt = await meetingLinks(visitor, first!);
  for (const role of ['teacher', 'student'] as const) {
    const { body } = requireStatus('opening a series', await api.openSeries(parseLink(links[`${role}_link`])), 200);
    requireEqual(`the link that the ${role} gets`, 'link' in body && body.link, receipt[`${role}_link`]);
  }
  await opened(visitor, receipt);
  await visitor.presence(receipt.teacher_link, 'joined');
  const later = visitor.inSeconds(90_000);
  requireStatus('moving a date', await api.changeMeeting(second!, { meet_time: later }), 200);
  const { occurrences } = requireStatus('the series', await api.getSeries(id), 200).body;
  requireEqual(
    'the date that was moved',
    occurrences.find(({ meeting_id }) => meeting_id === second)?.meet_time,
    later,
  );

  const from = occurrences.find(({ meeting_id }) => meeting_id === third)!.date;
  const change = { teacher_name: 'Smoke Substitute' };
  const next = requireStatus('changing a date', await api.changeSeries(id, change, { from }), 200).body.id;
  const [replacement] = await meetingsOf(visitor, next, 1);
  requireEqual('the teacher of the date', (await visitor.meeting(replacement!)).teacher_name, change.teacher_name);
  requireStatus('ending the series', await api.endSeries(id), 202);
  for (const meeting of [second!, third!, replacement!]) {
    const { outcome } = await visitor.ended(meeting, SLACK);
    requireEqual('the outcome of a date that was ended', outcome, 'CANCELLED');
  }
  requireEqual('ending', (await api.endMeeting(parseLink(receipt.teacher_link))).status, 202);
  await requireEnd(visitor, receipt, 'COMPLETED', SLACK);
  return 'three dates got meetings, the link of the series opened the first one, one date was moved, one got another teacher, and the end cancelled both';
}

/** Waits until so many dates have a meeting. */
async function meetingsOf(visitor: Visitor, id: string, count: number): Promise<string[]> {
  const idsOf = (occurrences: readonly SeriesOccurrence[]): string[] =>
    occurrences.flatMap(({ meeting_id }) => meeting_id ?? []);
  const ids = await visitor.until(`${count} meetings of the series`, SLACK, async () => {
    const { occurrences } = requireStatus('the series', await visitor.api.getSeries(id), 200).body;
    return idsOf(occurrences).length >= count && idsOf(occurrences);
  });
  if (ids.length !== count || new Set(ids).size !== count)
    throw new CheckFailed(`${ids.length} meetings of the series`);
  return ids;
}

async function meetingLinks({ api }: Visitor, id: string) {
  return { id, ...requireStatus('the links of a meeting', await api.getLinks(id), 200).body };
}
