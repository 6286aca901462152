import type { AttendedMeeting } from '../api/http/report-schemas.ts';

type Cell = string | number | undefined;

const personCells = (role: 'teacher' | 'student'): readonly (readonly [string, (row: AttendedMeeting) => Cell])[] => [
  [`${role}_name`, (row) => row[role].name],
  [`${role}_email`, (row) => row[role].email],
  [`${role}_came_at`, (row) => row[role].came_at],
  [`${role}_last_seen_at`, (row) => row[role].last_seen_at],
  [`${role}_minutes`, (row) => row[role].minutes],
];

const COLUMNS: readonly (readonly [string, (row: AttendedMeeting) => Cell])[] = [
  ['meeting_id', ({ id }) => id],
  ['series_id', ({ series_id }) => series_id],
  ['meet_time', ({ meet_time }) => meet_time],
  ['duration_minutes', ({ duration_minutes }) => duration_minutes],
  ['outcome', ({ outcome }) => outcome],
  ...personCells('teacher'),
  ...personCells('student'),
  ['minutes', ({ minutes }) => minutes],
  ['host_minutes', ({ host_minutes }) => host_minutes],
  ['host_cost_dollars', ({ host_cost_dollars }) => host_cost_dollars],
];

/** With it, spreadsheets read the file as UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';
/** Spreadsheets run a cell that begins so, also with wide characters or after spaces, as a formula. */
const FORMULA = /^[\s\uFEFF]*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** The report as RFC 4180 defines CSV: a line of names, and one line for each meeting. Instants are in UTC. */
export const csvOf = (rows: readonly AttendedMeeting[]): string =>
  BYTE_ORDER_MARK +
  [COLUMNS.map(([name]) => name), ...rows.map((row) => COLUMNS.map(([, cell]) => textOf(cell(row))))]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');

function textOf(cell: Cell): string {
  if (typeof cell !== 'string') return cell === undefined ? '' : String(cell);
  // An apostrophe makes it a text.
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
