/** How an exchange went, in a few words: its status, and what became of it when that was not the end. */
import type { Exchange } from '../../model/exchange.js';
import type { Summary } from '../../model/summary.js';
import { text, type Segment, type Tone } from '../styled.js';
import { sizeText } from './quantities.js';

/** `200`; `…` while there is no response; `–` when none came. */
export function statusWord({ response, outcome }: Exchange): Segment {
  if (response === undefined) {
    return outcome.kind === 'in-progress' ? text('…', 'muted') : text('–', 'bad');
  }
  return text(String(response.status), statusTone(response.status));
}

/** The same of a summary, as text. */
export const statusText = ({ status, outcome }: Pick<Summary, 'status' | 'outcome'>): string =>
  status === undefined ? (outcome === 'in-progress' ? '…' : '–') : String(status);

/** How a status looks; nothing rests on it alone. */
export function statusTone(status = 0): Tone | undefined {
  if (status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  return status >= 300 ? 'accent' : undefined;
}

/** What a reader must know of the outcome; undefined when the exchange simply ended or goes on. */
export function outcomeNote({ outcome }: Exchange): string | undefined {
  switch (outcome.kind) {
    case 'completed':
    case 'in-progress':
      return undefined;
    case 'upgraded': {
      const { protocol, clientBytes, serverBytes } = outcome.traffic;
      const state = outcome.closed ? 'closed' : 'open';
      return `${protocol} ${state}, ${sizeText(clientBytes)} sent, ${sizeText(serverBytes)} received`;
    }
    case 'client-aborted':
      return 'client left';
    case 'server-failed':
      return `app failed: ${outcome.code}`;
    case 'refused':
      return `refused: ${outcome.code}`;
    default:
      return outcome satisfies never;
  }
}
