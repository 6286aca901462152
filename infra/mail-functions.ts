import { type FunctionSpec, ROUTE, STEP } from './function-spec.ts';

/** The functions of mail. Reminders are turned off also while the deployment sends none. */
export const MAIL_FUNCTIONS = {
  sendNotices: {
    memory: 512,
    // Less than the minute between two runs by timer, and than the lease of a mail (`MAIL_LEASE`).
    timeout: 55,
    entry: 'steps/mail/send-notices.ts',
    description: 'Sends people invitations, changes and reminders of their meetings by mail.',
    grants: [
      ...(['meetings:read', 'meetings:write', 'meetings:list', 'outbox:list'] as const),
      ...(['series:read', 'series:write', 'series:untold'] as const),
      ...(['mail:send', 'link-secret:read'] as const),
    ],
    onlyWith: 'mail',
  },
  askUnsubscribe: {
    ...ROUTE,
    entry: 'steps/api/reminders/ask-unsubscribe.ts',
    description: 'Returns a page that asks whether the reminders of a person shall stop.',
    grants: ['meetings:read', 'series:read', 'link-secret:read'],
  },
  unsubscribe: {
    ...ROUTE,
    entry: 'steps/api/reminders/unsubscribe.ts',
    description: 'Turns off the reminders of a person, of a meeting or of its series.',
    grants: ['meetings:read', 'meetings:write', 'series:read', 'series:write', 'link-secret:read'],
  },
  recordBounce: {
    ...STEP,
    entry: 'steps/mail/record-bounce.ts',
    description: 'Records that an address does not exist, or that its owner wants no mail.',
    grants: ['meetings:read', 'meetings:write', 'series:read', 'series:write'],
    onlyWith: 'mail',
  },
} as const satisfies Record<string, FunctionSpec>;
