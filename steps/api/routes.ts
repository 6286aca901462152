/** Every route of the API: what API Gateway and the local runtime serve, and the OpenAPI document describes. */
export const ROUTES = [
  { name: 'schedule', method: 'POST', path: '/schedule', organiser: true },
  { name: 'listMeetings', method: 'GET', path: '/meetings', organiser: true },
  { name: 'getMeeting', method: 'GET', path: '/meetings/{id}', organiser: true },
  { name: 'getExecution', method: 'GET', path: '/meetings/{id}/execution', organiser: true },
  { name: 'getWorkflow', method: 'GET', path: '/workflow', organiser: true },
  { name: 'cancelMeeting', method: 'DELETE', path: '/meetings/{id}', organiser: true },
  { name: 'join', method: 'GET', path: '/join/{id}/{role}', organiser: false },
  { name: 'presence', method: 'POST', path: '/meetings/{id}/presence', organiser: false },
  { name: 'endMeeting', method: 'POST', path: '/meetings/{id}/end', organiser: false },
  { name: 'room', method: 'GET', path: '/room/{id}', organiser: false },
  { name: 'health', method: 'GET', path: '/health', organiser: false },
  { name: 'openapi', method: 'GET', path: '/openapi.json', organiser: false },
] as const;

export type RouteName = (typeof ROUTES)[number]['name'];
