/** The `_resourceType` of an entry, in the words of Chrome's developer tools. */
import { fieldValue } from '../http/fields.js';
import { isOpenEnded, type Exchange } from '../model/exchange.js';
import type { HeaderSection } from '../model/message.js';

/** Sec-Fetch-Dest (Fetch Metadata) in the words of Chrome's resource types. */
const RESOURCE_TYPES: ReadonlyMap<string, string> = new Map([
  ['document', 'document'],
  ['iframe', 'document'],
  ['frame', 'document'],
  ['style', 'stylesheet'],
  ['script', 'script'],
  ['worker', 'script'],
  ['sharedworker', 'script'],
  ['serviceworker', 'script'],
  ['image', 'image'],
  ['font', 'font'],
  ['audio', 'media'],
  ['video', 'media'],
  ['track', 'texttrack'],
  ['manifest', 'manifest'],
  ['empty', 'fetch'],
]);

/** What the request was for, where the browser or the response says so; undefined otherwise. */
export function resourceType({ request, response, outcome }: Exchange): string | undefined {
  return (
    typeByOutcome(outcome, response?.headers ?? []) ??
    (fieldValue(request.headers, 'x-requested-with') === 'XMLHttpRequest' ? 'xhr' : undefined) ??
    RESOURCE_TYPES.get(fieldValue(request.headers, 'sec-fetch-dest') ?? '')
  );
}

function typeByOutcome(outcome: Exchange['outcome'], headers: HeaderSection): string | undefined {
  if (outcome.kind === 'upgraded' && /^websocket$/i.test(outcome.traffic.protocol)) {
    return 'websocket';
  }
  return isOpenEnded(headers) ? 'eventsource' : undefined;
}
