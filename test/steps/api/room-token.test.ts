import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import jsonwebtoken from 'jsonwebtoken';
import { MemoryClock } from '../../support/memory/clock.ts';
import { fixedSecrets, fixedSettings, silentLog } from '../../support/memory/fixed.ts';
import { MemoryMeetings } from '../../../simulation/world/memory/meetings.ts';
import { join } from '../../../steps/api/join.ts';
import { roomToken } from '../../../steps/api/room-token.ts';
import { linkKey, type Role } from '../../../steps/domain/links.ts';
import { roomName, roomSecret, roomUrl } from '../../../steps/domain/rooms.ts';
import { hardEnd } from '../../../steps/domain/timetable.ts';
import { aReady, ID, t } from '../../support/meeting.ts';
import { strictPorts } from '../../support/strict-ports.ts';

const SECRET = 's'.repeat(48);
const MEETING = aReady({ teacher_name: 'Ada', student_name: 'Ben' });
const seconds = (instant: number): number => Math.floor(instant / 1000);

/** Verifies a token as Prosody does, with an independent library: signature, issuer, audience, times, then the room. */
function enter(token: string, room = MEETING.id, at = t(0)): Record<string, unknown> {
  const claims = jsonwebtoken.verify(token, roomSecret(SECRET, room), {
    algorithms: ['HS256'],
    issuer: 'elephant',
    audience: 'elephant',
    clockTimestamp: seconds(at),
  });
  if (claims['room'] !== room) throw new Error('another room');
  return claims;
}

const affiliationOf = (claims: Record<string, unknown>): unknown =>
  (claims['context'] as { user: Record<string, unknown> }).user['affiliation'];

describe('the room token', () => {
  it('makes the teacher a moderator and the student a member', async () => {
    expect(enter(await roomToken(MEETING, 'teacher', SECRET))).toMatchObject({
      sub: 'meet.jitsi',
      room: MEETING.id,
      context: { user: { id: 'teacher', name: 'Ada', affiliation: 'owner' } },
    });
    expect(affiliationOf(enter(await roomToken(MEETING, 'student', SECRET)))).toBe('member');
  });

  it('is valid from the opening of the room to its hard end', async () => {
    const token = await roomToken(MEETING, 'student', SECRET);
    const opened = Date.parse(MEETING.opened_at!);
    expect(() => enter(token, MEETING.id, opened - 2_000)).toThrow('jwt not active');
    enter(token, MEETING.id, opened);
    enter(token, MEETING.id, hardEnd(MEETING) - 1_000);
    expect(() => enter(token, MEETING.id, hardEnd(MEETING))).toThrow('jwt expired');
  });

  it('is rejected by every other room', async () => {
    const token = await roomToken(MEETING, 'teacher', SECRET);
    expect(() => enter(token, 'other00000000000')).toThrow('invalid signature');
  });

  it('is rejected if the student changes the affiliation to owner', async () => {
    const [header = '', payload = '', signature = ''] = (await roomToken(MEETING, 'student', SECRET)).split('.');
    const claims = Buffer.from(payload, 'base64url').toString().replace('"member"', '"owner"');
    const forged = Buffer.from(claims).toString('base64url');
    expect(forged).not.toBe(payload);
    expect(() => enter([header, forged, signature].join('.'))).toThrow('invalid signature');
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    expect(() => enter(`${unsigned}.${forged}.`)).toThrow(/signature|algorithm/);
  });

  it('is not signed with the secret of the links', async () => {
    const token = await roomToken(MEETING, 'teacher', SECRET);
    const options = { algorithms: ['HS256'], issuer: 'elephant', audience: 'elephant', clockTimestamp: seconds(t(0)) };
    expect(() => jsonwebtoken.verify(token, SECRET, options)).toThrow('invalid signature');
    expect(token).not.toContain(SECRET);
  });

  it('does not exist for a room that is not open', () => {
    const { opened_at: _, ...closed } = MEETING;
    expect(() => roomToken(closed, 'teacher', SECRET)).toThrow(RangeError);
  });
});

describe('the join route of a Jitsi meeting', () => {
  const url = roomUrl(ID, 'rooms.example');
  const row = aReady({
    hosts: {
      room: {
        attempt: 1,
        instance_id: 'i-1',
        launched_at: MEETING.launch_at,
        healthy_at: MEETING.launch_at,
        address: { name: roomName(ID, 'rooms.example'), ip: '192.0.2.1', url },
      },
    },
  });

  async function callJoin(role: Role, holder: Role = role) {
    const meetings = new MemoryMeetings();
    await meetings.insert(row);
    const route = join({
      ...strictPorts({}),
      meetings,
      secrets: fixedSecrets(SECRET),
      settings: fixedSettings({ hostKind: 'jitsi', jitsiDomain: 'rooms.example' }),
      origins: [],
      clock: new MemoryClock(t(0)),
      log: silentLog,
    });
    const key = linkKey(SECRET, row, holder);
    const response = await route({
      method: 'GET',
      body: undefined,
      baseUrl: 'https://api.example',
      params: { id: ID, role },
      query: { key },
      headers: {},
    });
    return {
      status: response.status,
      body: JSON.parse(response.body) as { room_url: string; room: { jwt: string } },
    };
  }

  it('returns the URL with a token for the role of the link', async () => {
    for (const [role, affiliation] of [
      ['teacher', 'owner'],
      ['student', 'member'],
    ] as const) {
      const { body } = await callJoin(role);
      expect(body.room).toMatchObject({ kind: 'jitsi', domain: `${ID}.rooms.example`, name: ID });
      expect(affiliationOf(enter(body.room.jwt, ID))).toBe(affiliation);
      expect(body.room_url).toBe(`${url}?jwt=${body.room.jwt}`);
    }
  });

  it('returns no token for the other role', async () => {
    const { status, body } = await callJoin('teacher', 'student');
    expect(status).toBe(403);
    expect(JSON.stringify(body)).not.toContain('eyJ');
  });
});

it('the name of a room is valid for DNS and covered by a wildcard certificate, for every domain', () => {
  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z0-9]{16}$/),
      fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `${labels.join('.')}.example`),
      (id, domain) => {
        const { hostname, pathname } = new URL(roomUrl(id, domain));
        expect(hostname).toBe(roomName(id, domain));
        expect(pathname).toBe(`/${id}`);
        // A wildcard certificate covers one label more than the domain.
        expect(hostname.split('.').length).toBe(domain.split('.').length + 1);
        for (const part of hostname.split('.')) expect(part.length).toBeLessThanOrEqual(63);
      },
    ),
  );
});
