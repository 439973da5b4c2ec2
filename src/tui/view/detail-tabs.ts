/** The detail of an exchange, tab by tab, as rows: pure functions of what was observed. */
import type { Observation } from '../../model/observation.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import type { DetailTab } from '../model.js';
import { cookieRows } from './detail-cookies.js';
import { requestRows, responseRows } from './detail-messages.js';
import { sessionRows } from './detail-session.js';
import { timingRows } from './detail-timing.js';
import { userRows } from './detail-user.js';

export { DETAIL_TABS as TABS } from '../model.js';

/** All rows of a tab, none wider than `options.width`. */
export function detailRows(
  tab: DetailTab,
  observation: Observation,
  options: DetailOptions,
): readonly DetailRow[] {
  switch (tab) {
    case 'session':
      return sessionRows(observation, options);
    case 'cookies':
      return cookieRows(observation, options);
    case 'request':
      return requestRows(observation.exchange, options);
    case 'response':
      return responseRows(observation.exchange, options);
    case 'timing':
      return timingRows(observation.exchange, options);
    case 'user':
      return userRows(observation, options);
    default:
      return tab satisfies never;
  }
}
