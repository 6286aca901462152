/** `dropped`: the webhook was deleted or disabled. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'failed', 'dropped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Who disabled a webhook: the organiser; the system, because it failed for a day; or its own answer 410. */
export const DISABLED_BY = ['organiser', 'failures', 'gone'] as const;
export type DisabledBy = (typeof DISABLED_BY)[number];
