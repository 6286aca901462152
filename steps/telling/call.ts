import * as z from 'zod/mini';
import { parse } from '../meeting/step-schemas.ts';

/** A record of the table's stream. */
const streamRecord = z.object({ dynamodb: z.object({ Keys: z.object({ id: z.object({ S: z.string() }) }) }) });

/** What calls the steps that tell others what happened: named meetings, the timer, or the table's stream. */
export const tellCall = z.union([
  z.object({ meetingIds: z.array(z.string()) }),
  z.object({ source: z.literal('timer') }),
  z.object({ Records: z.array(streamRecord) }),
]);
export type TellCall = z.infer<typeof tellCall>;

/** The meetings that a call names; undefined for the timer. @throws SchemaMismatch */
export function calledMeetings(input: TellCall): readonly string[] | undefined {
  const call = parse(tellCall, input);
  if ('meetingIds' in call) return call.meetingIds;
  return 'Records' in call ? [...new Set(call.Records.map(({ dynamodb }) => dynamodb.Keys.id.S))] : undefined;
}
