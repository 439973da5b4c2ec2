/** The types that an adapter, a store driver or a sink of your own is written against. */
export type {
  FrameworkAdapter,
  IdentityClaim,
  OpenedCookie,
  ReadPayload,
  SessionCookie,
  SettingSpec,
  UserDescription,
  UserVerdict,
} from './frameworks/adapter.js';
export type {
  Certainty,
  Examination,
  ExaminedUser,
  ExaminedValue,
  ExamineOptions,
  Fact,
  Layer,
  NamedCookie,
  SignedWith,
} from './model/examination.js';
export type { KeyRing } from './model/keyring.js';
export type { Settings } from './model/settings.js';
export type {
  Cell,
  LinkedNames,
  NewestQuery,
  Row,
  RowQuery,
  StoreAddress,
  StoreRecord,
  StoreSample,
} from './model/store.js';
export type { Sink } from './sinks/sink.js';
export {
  StoreError,
  type FileReader,
  type KeyReader,
  type RowReader,
  type StoreAccess,
  type StoreConnection,
  type StoreDriver,
  type StoredFile,
  type StoredValue,
} from './stores/driver.js';
