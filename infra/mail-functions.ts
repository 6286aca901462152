import { type FunctionSpec, STEP } from './function-spec.ts';

/** The functions of mail. */
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
  recordBounce: {
    ...STEP,
    entry: 'steps/mail/record-bounce.ts',
    description: 'Records that an address does not exist, or that its owner wants no mail.',
    grants: ['meetings:read', 'meetings:write', 'series:read', 'series:write'],
    onlyWith: 'mail',
  },
} as const satisfies Record<string, FunctionSpec>;
