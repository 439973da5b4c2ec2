/**
 * The journal's events as lines. It remembers what the observer's condition was, since a status event
 * tells the whole of it and a line only what is new; and it counts. It knows no file.
 */
import type { HarContext } from '../har/entry.js';
import { pageTitle } from '../har/page.js';
import { harProblem } from '../har/session.js';
import type { Redactor } from '../har/redact.js';
import { sweep } from '../har/sweep.js';
import type { JournalEvent, SpyStatus } from '../model/journal-event.js';
import type { Problem } from '../model/problem.js';
import type { EpochMs } from '../model/time.js';
import { lineHead, type EventLine, type RunStartedLine } from './event-line.js';
import { exchangeLines } from './exchange-lines.js';

/** What the first line says of the run. */
export type RunFacts = Pick<RunStartedLine, 'version' | 'target' | 'framework' | 'filter'>;

export class EventLines {
  readonly #context: HarContext;
  readonly #counts = new Map<EventLine['type'], number>();
  #known: readonly Problem[] = [];
  #lost = 0;

  constructor(context: HarContext) {
    this.#context = context;
  }

  started(facts: RunFacts, at: EpochMs): readonly EventLine[] {
    const { redactor, origin } = this.#context;
    const { version, target, framework, filter } = facts;
    const { mode: redact } = redactor;
    const started = {
      ...lineHead('run-started', at),
      version,
      url: origin,
      target,
      framework,
      redact,
    };
    return this.#counted([{ ...started, filter: sweep(filter, redactor) }]);
  }

  /** The lines of one event, in order. Of an exchange: of its last revision, which is for the caller to know. */
  of(event: JournalEvent): readonly EventLine[] {
    return this.#counted(this.#linesOf(event));
  }

  /** `unwritten`: events whose lines were made and could not be written. */
  ended(unwritten: number, at: EpochMs): readonly EventLine[] {
    const count = (type: EventLine['type']): number => this.#counts.get(type) ?? 0;
    const counts = {
      exchanges: count('exchange'),
      connections: count('connection-opened'),
      cookies: count('cookie'),
      sessions: count('session'),
      problems: count('problem'),
      pages: count('page-started'),
    };
    return [{ ...lineHead('run-ended', at), ...counts, lost: this.#lost, unwritten }];
  }

  #linesOf(event: JournalEvent): readonly EventLine[] {
    const { redactor } = this.#context;
    switch (event.kind) {
      case 'connection-opened': {
        const { id, openedAt, remote } = event.connection;
        const { address, port } = remote;
        return [
          { ...lineHead('connection-opened', openedAt), connection: id, remote: { address, port } },
        ];
      }
      case 'connection-closed':
        return [{ ...lineHead('connection-closed', event.closedAt), connection: event.id }];
      case 'observed':
        return exchangeLines(event.observation, this.#context);
      case 'page-started': {
        const { id, title, startedAt } = event.page;
        const started = { ...lineHead('page-started', startedAt), page: id };
        return [{ ...started, title: pageTitle(title, redactor) }];
      }
      case 'status':
        return this.#news(event.status, event.at);
      case 'cleared':
        // What the screen forgets has happened all the same.
        return [];
      default:
        return event satisfies never;
    }
  }

  #news({ problems, lost }: SpyStatus, at: EpochMs): readonly EventLine[] {
    const { redactor } = this.#context;
    const [known, lostBefore] = [this.#known, this.#lost];
    this.#known = problems;
    this.#lost = lost;
    return [
      ...known.filter((one) => !problems.includes(one)).map((one) => endedLine(one, at, redactor)),
      ...problems.filter((one) => !known.includes(one)).map((one) => ownProblem(one, at, redactor)),
      ...(lost > lostBefore
        ? [{ ...lineHead('records-lost', at), count: lost - lostBefore, lost }]
        : []),
    ];
  }

  #counted(lines: readonly EventLine[]): readonly EventLine[] {
    for (const { type } of lines) this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
    return lines;
  }
}

/** No exchange is named: it is the observer's own. */
const NO_EXCHANGE = {
  seq: null,
  id: null,
  connection: null,
  client: null,
  page: null,
  method: null,
  url: null,
};

function ownProblem(problem: Problem, at: EpochMs, redactor: Redactor): EventLine {
  const { remedy = null, ...facts } = sweep(harProblem(problem), redactor);
  return { ...lineHead('problem', at), ...NO_EXCHANGE, ...facts, remedy };
}

function endedLine({ code, message }: Problem, at: EpochMs, redactor: Redactor): EventLine {
  return { ...lineHead('problem-ended', at), code, message: sweep(message, redactor) };
}
