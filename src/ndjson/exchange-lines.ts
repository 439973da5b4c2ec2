/**
 * An observation as the lines that tell of it: the exchange, its cookie changes, what it did to the
 * session, its problems. Like a HAR entry they are made in two steps: all that was read teaches the
 * redactor what is secret, then what is written is swept for it.
 */
import { writeContent } from '../har/content.js';
import type { HarContext } from '../har/entry.js';
import { learnSecrets } from '../har/learn-secrets.js';
import type { Redactor } from '../har/redact.js';
import { redactUrl } from '../har/redact-url.js';
import { errorOf } from '../har/response.js';
import { harProblem } from '../har/session.js';
import { sessionspyEntry } from '../har/sessionspy-entry.js';
import { sweep } from '../har/sweep.js';
import { targetUrl } from '../har/target-url.js';
import type { Exchange } from '../model/exchange.js';
import type { Observation } from '../model/observation.js';
import type { Problem } from '../model/problem.js';
import { cookieDetails } from './cookie-details.js';
import {
  lineHead,
  type AboutExchange,
  type CookieLine,
  type ExchangeLine,
  type ProblemLine,
  type SessionFacts,
  type SessionLine,
} from './event-line.js';

type Extension = ReturnType<typeof sessionspyEntry>;
type Tagged = NonNullable<Extension['session']>;

export type LineOfExchange = ExchangeLine | CookieLine | SessionLine | ProblemLine;

/** The lines of one exchange, ended or not, in the order in which they are written. Never throws. */
export function exchangeLines(
  observation: Observation,
  context: HarContext,
): readonly LineOfExchange[] {
  const { redactor } = context;
  learnSecrets(observation, redactor);
  learnContents(observation, context);
  const extension = sessionspyEntry(observation, redactor);
  const at = observation.exchange.startedAt;
  const about = aboutOf(observation, context);
  return [
    { ...lineHead('exchange', at), ...about, ...exchangeFacts(observation, extension, redactor) },
    ...cookieLines(observation, extension, redactor).map((facts): CookieLine => ({
      ...lineHead('cookie', at),
      ...about,
      ...facts,
    })),
    ...sessionFactsOfChange(extension).map((facts): SessionLine => ({
      ...lineHead('session', at),
      ...about,
      ...facts,
    })),
    ...problemsOf(observation).map((problem): ProblemLine => {
      const { remedy = null, ...facts } = sweep(harProblem(problem), redactor);
      return { ...lineHead('problem', at), ...about, ...facts, remedy };
    }),
  ];
}

/** What bodies say is secret turns up again in URLs and sessions; of the bodies nothing is written. */
function learnContents({ exchange }: Observation, context: HarContext): void {
  if (context.redactor.mode === 'off') return;
  const { request, response } = exchange;
  writeContent(request.headers, request.content, 'request', context);
  if (response !== undefined) {
    writeContent(response.headers, response.content, 'response', context);
  }
}

function aboutOf(observation: Observation, { redactor, origin }: HarContext): AboutExchange {
  const { seq, exchange, client, page } = observation;
  return {
    seq,
    id: exchange.id,
    connection: exchange.connectionId,
    client,
    page: page ?? null,
    method: redactor.sweep(exchange.request.method),
    url: redactUrl(targetUrl(exchange.request, origin), redactor),
  };
}

type OwnFacts<Line> = Omit<Line, 'v' | 'type' | 'at' | keyof AboutExchange>;

function exchangeFacts(
  { exchange, cookies, session }: Observation,
  extension: Extension,
  redactor: Redactor,
): OwnFacts<ExchangeLine> {
  const { request, response, timings } = exchange;
  const tags = [session?.before?.tag, session?.after?.tag].filter((tag) => tag !== undefined);
  return {
    status: response?.status ?? null,
    outcome: extension.outcome,
    author: extension.author,
    error: sweep(errorOf(exchange) ?? null, redactor),
    time: milliseconds(timings.total),
    wait: milliseconds(timings.wait),
    requestBytes: request.content.sizeBytes,
    responseBytes: response?.content.sizeBytes ?? null,
    upgrade: sweep(extension.upgrade, redactor),
    user: extension.user,
    session: extension.session && sessionFacts(extension.session),
    sessions: [...new Set(tags)],
    events: extension.events,
    changedPaths: (extension.session?.changed ?? []).map(({ path }) => path.join('.')),
    cookies: sweep(
      {
        sent: cookies.sent.map(({ name }) => name),
        set: cookies.set.map(({ name }) => name),
      },
      redactor,
    ),
  };
}

/** To the microsecond, as HAR has it. */
const milliseconds = (phase: Exchange['timings'][keyof Exchange['timings']]): number | null =>
  phase === undefined || !Number.isFinite(phase) || phase < 0
    ? null
    : Math.round(phase * 1000) / 1000;

const sessionFacts = (session: Tagged): SessionFacts => ({
  tag: session.tag,
  cookie: session.cookie,
  framework: session.framework,
  store: session.store,
  state: session.state,
  integrity: session.integrity,
  expiresAt: session.expiresAt,
  concurrent: session.concurrent,
});

function cookieLines(
  { exchange, cookies }: Observation,
  extension: Extension,
  redactor: Redactor,
): OwnFacts<CookieLine>[] {
  return cookies.changes.flatMap((change, index) => {
    const said = extension.cookies[index];
    if (said === undefined) return [];
    const { value, before, ...details } = cookieDetails(change, exchange.startedAt, redactor);
    return [{ ...sweep({ ...said, ...details }, redactor), value, before }];
  });
}

/** A line where something happened to the session, none otherwise. */
function sessionFactsOfChange({ session, user, events }: Extension): OwnFacts<SessionLine>[] {
  if (session === null || (events.length === 0 && session.changed.length === 0)) return [];
  const { before, after, changed } = session;
  return [{ user, events, ...sessionFacts(session), before, after, changed }];
}

/** Those of both sides of the session, of the user and of the exchange itself, each once. */
function problemsOf({ session, problems }: Observation): Problem[] {
  const all = [
    ...(session?.before?.problems ?? []),
    ...(session?.after?.problems ?? []),
    ...(session?.actor.kind === 'unknown' ? [session.actor.because] : []),
    ...problems,
  ];
  return [...new Map(all.map((one) => [`${one.code} ${one.message}`, one])).values()];
}
