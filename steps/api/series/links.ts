import type { Ports } from '../../ports.ts';
import type { Series } from '../../series/series.ts';
import type { PersonalLinks } from '../http/response-schemas.ts';
import { personalLinks } from '../personal-links.ts';

/** The links of a series that are valid now. */
export const seriesLinks = (ports: Pick<Ports, 'secrets'>, row: Series): Promise<PersonalLinks> =>
  personalLinks(ports, { ...row, frontend_base_url: row.plan.frontend_base_url });
