import type { Meeting } from './meeting.ts';

/** Whether the links of a meeting can derive from another secret. From the launch on, its host uses what derives from this one. */
export const mayReissue = ({ status, verdict }: Meeting): boolean => status === 'SCHEDULED' && verdict === undefined;

/** The row whose keys derive from another secret, so that its links before are revoked; the given row once that is so. */
export const withKeyId = (meeting: Meeting, keyId: string): Meeting =>
  meeting.key_id === keyId || !mayReissue(meeting) ? meeting : { ...meeting, key_id: keyId };
