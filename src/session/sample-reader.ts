/**
 * Any session of a store, read as one that a cookie leads to is read: the proof that stores, keys and
 * settings fit together, before the first request.
 */
import type { FrameworkAdapter } from '../frameworks/adapter.js';
import type { Problem } from '../model/problem.js';
import type { StoreRecord, StoreSample } from '../model/store.js';
import { StoreError, type StoreConnection } from '../stores/driver.js';
import type { ReaderContext } from './reader-context.js';
import { readRecordAs, type SessionReading } from './session-reader.js';
import { readRecord, recordOf } from './session-stores.js';
import { problemOf, type WatchedStore } from './watched-store.js';

export type Sample =
  | { readonly kind: 'read'; readonly reading: SessionReading }
  /** The store answers, and holds no session. */
  | { readonly kind: 'empty' }
  /** The store answers, but cannot list what it holds. */
  | { readonly kind: 'cannot-list' }
  /** No session of this framework would be in such a store. */
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Never rejects. */
export async function sampleSession(
  adapter: FrameworkAdapter,
  store: WatchedStore,
  context: ReaderContext,
  signal: AbortSignal,
): Promise<Sample> {
  const samples = adapter.samples(store.connection.kind, context.settings);
  let result: Sample = { kind: 'none' };
  for (const sample of samples) {
    const found = await lookFor(sample, store, signal);
    if (found.kind !== 'record') {
      // A table that is not there matters only if no other place has sessions.
      if (result.kind === 'none' || found.kind !== 'failed') result = found;
      continue;
    }
    const place = { heldIn: found.record.kind, heldBy: store };
    return {
      kind: 'read',
      reading: await readRecordAs(adapter, found.record, place, context, signal),
    };
  }
  return result;
}

type Found = Exclude<Sample, { kind: 'read' }> | { readonly kind: 'record'; record: StoreRecord };

async function lookFor(
  sample: StoreSample,
  store: WatchedStore,
  signal: AbortSignal,
): Promise<Found> {
  const { connection } = store;
  try {
    if (connection.kind === 'keys' && connection.keys.someKey === undefined) {
      await store.ask(() => connection.keys.ping(signal), signal);
      return { kind: 'cannot-list' };
    }
    const record = await store.ask(() => anyRecord(connection, sample, signal), signal);
    return record === undefined ? { kind: 'empty' } : { kind: 'record', record };
  } catch (error) {
    if (error instanceof StoreError) return { kind: 'failed', problem: problemOf(error) };
    throw error;
  }
}

async function anyRecord(
  connection: StoreConnection,
  sample: StoreSample,
  signal: AbortSignal,
): Promise<StoreRecord | undefined> {
  if (connection.kind === 'rows' && sample.kind === 'row') {
    const row = await connection.rows.newestRow(sample.query, signal);
    return row && recordOf(row, sample);
  }
  if (sample.kind === 'row') return undefined;
  const { prefix, suffix } = sample;
  if (connection.kind === 'keys' && sample.kind === 'key') {
    const key = await connection.keys.someKey?.(prefix, suffix, signal);
    return key === undefined ? undefined : readRecord(connection, { kind: 'key', key }, signal);
  }
  if (connection.kind === 'files' && sample.kind === 'file') {
    const name = await connection.files.newestFile(prefix, suffix, signal);
    return name === undefined ? undefined : readRecord(connection, { kind: 'file', name }, signal);
  }
  return undefined;
}
