/** Until there is a sign-in, all records are of one organiser. */
export const ORGANISER = 'default';
