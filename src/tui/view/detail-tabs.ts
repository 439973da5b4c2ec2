import type { Observation } from '../../model/observation.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import type { DetailTab } from '../model.js';
import { cookieLines } from './detail-cookies.js';
import { requestLines, responseLines } from './detail-messages.js';
import { sessionLines } from './detail-session.js';
import { timingLines } from './detail-timing.js';
export function detailRows(
  tab: DetailTab,
  o: Observation,
  { masked, width }: DetailOptions,
): readonly DetailRow[] {
  const lines =
    tab === 'session' || tab === 'user'
      ? sessionLines(o, masked, width)
      : tab === 'cookies'
        ? cookieLines(o, masked, width)
        : tab === 'request'
          ? requestLines(o.exchange, masked, width)
          : tab === 'response'
            ? responseLines(o.exchange, masked, width)
            : timingLines(o.exchange, width);
  return lines.map((line) => ({ line }));
}
