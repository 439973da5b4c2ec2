/**
 * The library: start a spy in front of an app and ask it what happened. Everything that `Spy` hands
 * out is plain readonly data.
 */
export {
  openRecording,
  type ReadingProgress,
  type Recording,
  type RecordingOptions,
} from './recording.js';
export type { ExchangeFilter, ExchangeQuery, WaitOptions } from './held-queries.js';
export type { Spy } from './spy.js';
export { startSpy } from './spy-start.js';
export type { StorageCookie, StorageState } from './storage-state.js';
export type { SessionOptions, SpyOptions, StoreOption } from './spy-options.js';
export { checkExpectations, type ExpectationOptions } from './expect/expectations.js';
export type { RuleOutcome, RuleResult, Violation } from './expect/result.js';
export { ERROR_CODES, SpyError, type SpyErrorCode } from './errors.js';
export type { ConnectionRow, JournalReader, SessionRow, UserRow } from './journal/reader.js';
export type { Connection } from './model/connection.js';
export type {
  CookieAttribute,
  CookieChange,
  CookiePair,
  CookieReport,
  HeldCookie,
  SetCookie,
} from './model/cookie.js';
export type { Exchange, ExchangeOutcome, PhaseTimings, Rewrite } from './model/exchange.js';
export type { ConnectionIdentity, Identity, Impersonation } from './model/identity.js';
export type { ClientId, ConnectionId, ExchangeId, PageId, SessionTag } from './model/ids.js';
export type { JournalEvent, SpyStatus } from './model/journal-event.js';
export { Secret } from './model/keyring.js';
export type { Content, FieldLine, HeaderSection } from './model/message.js';
export type { Page } from './model/page.js';
export type { Observation } from './model/observation.js';
export type { PayloadEntry, PayloadNode, PayloadValue } from './model/payload.js';
export { payloadJson } from './model/payload-json.js';
export { payloadText } from './model/payload-text.js';
export type { Problem, ProblemCode } from './model/problem.js';
export type {
  Integrity,
  PayloadChange,
  SessionSnapshot,
  SessionState,
  SessionTransition,
  TransitionKind,
} from './model/session.js';
export type { WebSocketMessage, WebSocketRecord } from './model/web-socket.js';
export type { SettingValue } from './model/settings.js';
