import { describe, expect, it } from '@jest/globals';
import type { AttendedMeeting } from '../../steps/api/http/report-schemas.ts';
import { isoSeconds } from '../../steps/domain/instants.ts';
import { aMeeting, iso, seen, t } from '../support/meeting.ts';
import { Stage } from '../support/stage.ts';

const RANGE = { from: '2026-12-01T00:00:00Z', to: '2026-12-02T00:00:00Z' };
interface Report {
  readonly meetings: readonly AttendedMeeting[];
  readonly cursor?: string;
  readonly errors?: readonly { readonly field: string }[];
}

async function report({ world }: Stage, query: Record<string, string> = RANGE, accept?: string) {
  const parts = { query, headers: accept === undefined ? {} : { accept } };
  const { status, headers, body } = await world.request('getAttendance', {}, undefined, parts);
  return { status, headers, body: (body.startsWith('{') ? JSON.parse(body) : {}) as Report, text: body };
}

describe('the report of attendance', () => {
  it('has who came to a lesson, when and how long, and what its host cost, once it has ended', async () => {
    const stage = await new Stage().schedule();
    expect((await report(stage)).body.meetings).toEqual([]);
    await stage.stay('teacher', -4, 30);
    await stage.at(60);
    const { status, body } = await report(stage);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('cursor');
    const [meeting] = body.meetings;
    expect(meeting).toMatchObject({
      id: stage.id,
      outcome: 'COMPLETED',
      teacher: { name: 'Ada', came_at: iso(-4), minutes: 34 },
      student: { name: 'Ben', minutes: 0 },
      minutes: 34,
    });
    expect(meeting?.student).not.toHaveProperty('came_at');
    expect(meeting!.host_minutes).toBeGreaterThan(40);
    expect(meeting!.host_cost_dollars).toBeCloseTo(
      (meeting!.host_minutes / 60) * stage.world.ports.settings.hostDollarsPerHour,
      3,
    );
  });

  it('is CSV for those who accept it, and nothing else', async () => {
    const stage = await new Stage().schedule({ teacher_name: '=cmd()' });
    await stage.cancel();
    await stage.at(0);
    const { status, headers, text } = await report(stage, RANGE, 'text/csv');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="attendance.csv"',
      Vary: 'Accept, Origin',
    });
    expect(text).toContain(`${stage.id},,2026-12-01T15:00:00Z,60,CANCELLED,'=cmd(),`);
    expect((await report(stage, RANGE, 'application/pdf')).status).toBe(406);
  });

  it.each([
    [{}, 'from'],
    [{ from: RANGE.from }, 'to'],
    [{ ...RANGE, to: 'tomorrow' }, 'to'],
    [{ ...RANGE, from: '2026-13-01T00:00:00Z' }, 'from'],
    [{ ...RANGE, to: RANGE.from }, 'to'],
    [{ ...RANGE, to: '2028-01-01T00:00:00Z' }, 'to'],
    [{ ...RANGE, cursor: 'x' }, 'cursor'],
  ])('refuses %j', async (query, field) => {
    const { status, body } = await report(new Stage(), query);
    expect(status).toBe(422);
    expect(body.errors).toContainEqual(expect.objectContaining({ field }));
  });

  it('has each of 1,201 meetings once, in pages, and none at the end of its time', async () => {
    const stage = new Stage();
    const rows = Array.from({ length: 1_201 }, (_, index) =>
      aMeeting({
        id: `m${String(index).padStart(15, '0')}`,
        accepted: true,
        status: 'ENDED',
        outcome: 'COMPLETED',
        meet_time: isoSeconds(t(index / 60)),
        attendance: { student: seen(0, 45) },
        ended_at: iso(70),
      }),
    );
    for (const row of rows) await stage.world.meetings.insert(row);
    const to = rows.at(-1)!.meet_time;
    const found: string[] = [];
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const { headers, body } = await report(stage, { ...RANGE, to, ...(cursor !== undefined && { cursor }) });
      found.push(...body.meetings.map(({ id }) => id));
      sizes.push(body.meetings.length);
      expect(headers['X-Next-Cursor']).toBe(body.cursor);
      ({ cursor } = body);
    } while (cursor !== undefined);
    expect(sizes).toEqual([499, 500, 201]);
    expect(found.toSorted()).toEqual(rows.slice(0, -1).map(({ id }) => id));
  });
});
