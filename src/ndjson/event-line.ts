/**
 * The lines of the event output: what happened, one JSON object each. Names that also stand in the
 * `_sessionspy` field of a HAR mean the same here. schema/sessionspy-events.schema.json describes the
 * same in JSON Schema; a test keeps both together. `null` stands for "there is none", so that a
 * reader finds each name in each line of a type.
 */
import type {
  HarChange,
  HarCookieChange,
  HarProblem,
  HarSession,
  HarSessionSide,
  HarUpgrade,
  HarUser,
  SessionspyEntry,
} from '../har/extension.js';
import { isoDate } from '../har/cookies.js';
import type { RedactMode } from '../har/redact.js';
import type { EpochMs } from '../model/time.js';

interface Line<Type extends string> {
  /** Version of the lines. */
  readonly v: 1;
  readonly type: Type;
  /** ISO 8601 in UTC, with milliseconds. Lines of an exchange: when its request arrived. */
  readonly at: string;
}

/** Which exchange a line is about. */
export interface AboutExchange {
  readonly seq: number;
  readonly id: string;
  readonly connection: string;
  readonly client: string;
  /** The step of a test during which it started. */
  readonly page: string | null;
  readonly method: string;
  /** As the client saw it, its secrets replaced. */
  readonly url: string;
}

export interface RunStartedLine extends Line<'run-started'> {
  /** Of sessionspy. */
  readonly version: string;
  /** Where clients connect. */
  readonly url: string;
  readonly target: string;
  readonly framework: string;
  readonly redact: RedactMode;
  /** Exchanges that do not match it are left out. */
  readonly filter: string | null;
}

export interface ConnectionOpenedLine extends Line<'connection-opened'> {
  readonly connection: string;
  readonly remote: { readonly address: string; readonly port: number };
}

export interface ConnectionClosedLine extends Line<'connection-closed'> {
  readonly connection: string;
}

export interface ExchangeLine extends Line<'exchange'>, AboutExchange {
  /** Null without a response. */
  readonly status: number | null;
  readonly outcome: SessionspyEntry['outcome'];
  readonly author: SessionspyEntry['author'];
  /** Why there is no response, or not the whole of it. */
  readonly error: string | null;
  /** Milliseconds from the request head to the end of the exchange. */
  readonly time: number | null;
  /** Milliseconds from the request's last byte to the response head. */
  readonly wait: number | null;
  /** Bytes of content that passed, content coding included. */
  readonly requestBytes: number;
  readonly responseBytes: number | null;
  readonly upgrade: HarUpgrade | null;
  readonly user: HarUser;
  readonly session: SessionFacts | null;
  /** Tags of the session as found and as left, without doubles. */
  readonly sessions: readonly string[];
  readonly events: readonly string[];
  /** Paths of what changed in the session, keys joined by dots. */
  readonly changedPaths: readonly string[];
  /** Names of the cookies in both messages. */
  readonly cookies: { readonly sent: readonly string[]; readonly set: readonly string[] };
}

/** The session as the response left it, or as the request found it where the response ended it. */
export type SessionFacts = Pick<
  HarSession,
  'tag' | 'cookie' | 'framework' | 'store' | 'state' | 'integrity' | 'expiresAt' | 'concurrent'
>;

export interface CookieLine extends Line<'cookie'>, AboutExchange, HarCookieChange {
  /** What was set or sent, and what was held before: pseudonyms, also of values that are no secret. */
  readonly value: string | null;
  readonly before: string | null;
  readonly domain: string | null;
  /** Whether it goes to that host alone. */
  readonly hostOnly: boolean | null;
  readonly path: string | null;
  /** Null: until the browser closes, or not known. */
  readonly expires: string | null;
  readonly secure: boolean | null;
  readonly httpOnly: boolean | null;
  readonly sameSite: 'Strict' | 'Lax' | 'None' | null;
}

export interface SessionLine extends Line<'session'>, AboutExchange, SessionFacts {
  readonly user: HarUser;
  readonly events: readonly string[];
  readonly before: HarSessionSide | null;
  readonly after: HarSessionSide | null;
  readonly changed: readonly HarChange[];
}

/** Of an exchange, or of sessionspy itself: then all that names an exchange is null. */
export interface ProblemLine
  extends Line<'problem'>, OrNull<AboutExchange>, Omit<HarProblem, 'remedy'> {
  readonly remedy: string | null;
}

/** A problem of sessionspy itself is over. */
export interface ProblemEndedLine extends Line<'problem-ended'> {
  readonly code: string;
  readonly message: string;
}

export interface PageStartedLine extends Line<'page-started'> {
  readonly page: string;
  readonly title: string;
}

/** Records that sessionspy could not keep up with; traffic was not affected. */
export interface RecordsLostLine extends Line<'records-lost'> {
  readonly count: number;
  /** Of the whole run so far. */
  readonly lost: number;
}

export interface RunEndedLine extends Line<'run-ended'> {
  /** How many lines there were of each type. */
  readonly exchanges: number;
  readonly connections: number;
  readonly cookies: number;
  readonly sessions: number;
  readonly problems: number;
  readonly pages: number;
  /** Records that sessionspy could not keep up with. */
  readonly lost: number;
  /** Events that could not be written here: the disk was full, nobody read. */
  readonly unwritten: number;
}

export type EventLine =
  | RunStartedLine
  | ConnectionOpenedLine
  | ConnectionClosedLine
  | ExchangeLine
  | CookieLine
  | SessionLine
  | ProblemLine
  | ProblemEndedLine
  | PageStartedLine
  | RecordsLostLine
  | RunEndedLine;

type OrNull<Fields> = { readonly [Name in keyof Fields]: Fields[Name] | null };

/** What each line begins with. */
export const lineHead = <Type extends EventLine['type']>(type: Type, at: EpochMs): Line<Type> => ({
  v: 1,
  type,
  at: isoDate(at),
});
