/** From moments to phases. A phase whose two ends were not both seen stays unknown. */
import type { PhaseTimings } from '../model/exchange.js';
import type { ServerMark } from '../model/proxy-event.js';
import type { MonoMs } from '../model/time.js';

/** When things happened, on one monotonic clock. */
export type Marks = Partial<
  Record<ServerMark | 'request-head' | 'response-head' | 'exchange-ended', MonoMs>
>;

/** `reused`: the server's connection was there already, so nothing was spent on making one. */
export function phasesOf(marks: Marks, reused: boolean): PhaseTimings {
  const asked = marks['server-asked'];
  const lookup = reused ? undefined : marks['lookup-done'];
  const tcp = reused ? undefined : marks.connected;
  const secure = reused ? undefined : marks['secure-connected'];
  const ready = secure ?? tcp;
  return present({
    blocked: between(marks['request-head'], asked),
    dns: between(asked, lookup),
    connect: between(lookup ?? asked, ready),
    tls: between(tcp, secure),
    send: between(ready ?? asked, marks['request-sent']),
    wait: between(marks['request-sent'], marks['response-head']),
    receive: between(marks['response-head'], marks['exchange-ended']),
    total: between(marks['request-head'], marks['exchange-ended']),
  });
}

/** An app may answer before it has read the request: then there was no wait, not a negative one. */
const between = (from: MonoMs | undefined, to: MonoMs | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.max(0, to - from);

function present(phases: Record<keyof PhaseTimings, number | undefined>): PhaseTimings {
  return Object.fromEntries(Object.entries(phases).filter(([, value]) => value !== undefined));
}
