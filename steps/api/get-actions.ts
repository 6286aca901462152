import type { Action } from '../domain/actions.ts';
import { parseRequest, requireOwnMeeting } from './http/request-guards.ts';
import { actionsQuery } from './http/request-schemas.ts';
import { type RoutePorts, respondToOrganiser } from './http/respond.ts';
import { clockFields } from './views.ts';
import { onOrganiserApi } from '../aws/lambda/on-organiser-api.ts';
import { actions } from '../aws/dynamo-actions.ts';
import { meetings } from '../aws/dynamo-meetings.ts';

const PAGE_SIZE = 100;

/** Returns who did what to a meeting, oldest first, with what is not in the record yet. */
export const getActions = (ports: RoutePorts<'meetings' | 'actions' | 'clock'>) =>
  respondToOrganiser<'getActions'>(ports, async (request) => {
    const { cursor = '0' } = parseRequest(actionsQuery, request.query);
    const after = Number(cursor);
    // First the row: what it does not have any more is in the record.
    const { id, unrecorded = [] } = await requireOwnMeeting(ports, request);
    const page = await ports.actions.list(id, { after, limit: PAGE_SIZE });
    const last = page.actions.at(-1)?.number ?? after;
    const rest = page.more ? [] : unrecorded.filter(({ number }) => number > last);
    return {
      status: 200,
      body: {
        actions: [...page.actions, ...rest].map(shown),
        ...(page.more && { cursor: String(last) }),
        ...clockFields(ports.clock),
      },
    };
  });

const shown = ({ fields, ...action }: Action) => ({ ...action, ...(fields && { fields: [...fields] }) });

export const handler = onOrganiserApi(getActions, { meetings, actions });
