/** The types that an adapter, a store driver or a sink of your own is written against. */
export type {
  FrameworkAdapter,
  IdentityClaim,
  OpenedCookie,
  ReadPayload,
  SessionCookie,
  SettingSpec,
  UserVerdict,
} from './frameworks/adapter.js';
export type { KeyRing } from './model/keyring.js';
export type { Settings } from './model/settings.js';
export type { Cell, Row, RowQuery, StoreAddress, StoreRecord } from './model/store.js';
export type { Sink } from './sinks/sink.js';
export {
  StoreError,
  type FileReader,
  type KeyReader,
  type RowReader,
  type StoreConnection,
  type StoreDriver,
} from './stores/driver.js';
