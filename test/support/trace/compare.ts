/** What a recording says of a trace, request by request, beside what Django wrote down itself. */
import { readFileSync } from 'node:fs';
import type { RecordedEntry } from '../har-reading.js';
import type { SeenByDjango, SideLogLine } from './site.js';

type TracedEntry = RecordedEntry & {
  readonly request: {
    readonly headers: readonly { readonly name: string; readonly value: string }[];
  };
};

export interface TraceVerdict {
  readonly requests: number;
  /** Of the side log's, not in the recording. */
  readonly missing: number;
  /** Named as somebody else than Django knew, or as nobody where somebody was, or the reverse. */
  readonly wrongNames: readonly string[];
  /** Known by id, and the name could not be looked up. */
  readonly byId: number;
  /** Said to be unknown. */
  readonly unknown: number;
  /** Said that it cannot be known which of several requests wrote. */
  readonly concurrent: number;
  /** User before and after, session ids, the counter before and after, all as Django had them. */
  readonly equal: number;
  /** Where not, how; the first ones. */
  readonly differences: readonly string[];
}

export function compareTrace(
  harPath: string,
  sideLog: ReadonlyMap<string, SideLogLine>,
): TraceVerdict {
  const document = JSON.parse(readFileSync(harPath, 'utf8')) as { log: { entries: TracedEntry[] } };
  const entries = new Map(document.log.entries.map((entry) => [traceId(entry), entry]));
  const keys = new Bijection();
  const wrongNames: string[] = [];
  const differences: string[] = [];
  let [missing, byId, unknown, concurrent, equal] = [0, 0, 0, 0, 0];
  // In the order of the recording, so that a key is met first where it came to be.
  for (const [id, line] of sideLog) {
    const entry = entries.get(id);
    if (entry === undefined) {
      missing += 1;
      continue;
    }
    const { user, session } = entry._sessionspy;
    const expected = actorOf(line);
    const said = user.kind === 'authenticated' ? (user.name ?? `id ${user.id ?? '?'}`) : null;
    const isById = user.kind === 'authenticated' && user.name === null && user.id === expected.id;
    const where = `${entry.request.url} (${id})`;
    if (user.kind === 'unknown') unknown += 1;
    else if (isById) byId += 1;
    else if (said !== expected.user) {
      wrongNames.push(`${where}: ${said ?? 'nobody'} for ${expected.user ?? 'nobody'}`);
    }
    if (session?.concurrent === true) concurrent += 1;
    const difference = differenceOf(entry, line, keys);
    if (difference === undefined && said === expected.user && user.kind !== 'unknown') equal += 1;
    else differences.push(`${where}: ${difference ?? 'the user'}`);
  }
  const requests = sideLog.size;
  return { requests, missing, wrongNames, byId, unknown, concurrent, equal, differences };
}

/** Who was behind the request: who logged in, who logged out, or who simply asked. */
const actorOf = ({ before, after }: SideLogLine): SeenByDjango =>
  after.user === null ? before : after;

function differenceOf(
  entry: TracedEntry,
  { before, after }: SideLogLine,
  keys: Bijection,
): string | undefined {
  const { session } = entry._sessionspy;
  const sides = [
    ['before', before, session?.before] as const,
    ['after', after, session?.after] as const,
  ];
  for (const [name, seen, said] of sides) {
    const isThere = said?.state === 'live' ? said : null;
    if ((isThere?.user.name ?? null) !== seen.user) {
      return `${name}: user ${isThere?.user.name ?? 'nobody'} for ${seen.user ?? 'nobody'}`;
    }
    if ((isThere === null) !== (seen.key === null)) {
      return `${name}: ${said?.state ?? 'no session'} for ${seen.key ?? 'none'}`;
    }
    if (isThere !== null && seen.key !== null && !keys.joins(isThere.tag, seen.key)) {
      return `${name}: another session`;
    }
  }
  return counterDifference(session, before, after);
}

function counterDifference(
  session: TracedEntry['_sessionspy']['session'],
  before: SeenByDjango,
  after: SeenByDjango,
): string | undefined {
  const changes = (session?.changed ?? []).filter(({ path }) => path.join('.') === 'count');
  const expected = before.count === after.count ? [] : [[before.count, after.count]];
  const said = changes.map((change) => [change.before ?? null, change.after ?? null]);
  if (JSON.stringify(said) === JSON.stringify(expected)) return undefined;
  return `count: ${JSON.stringify(said)} for ${JSON.stringify(expected)}`;
}

function traceId({ request }: TracedEntry): string {
  return request.headers.find(({ name }) => name.toLowerCase() === 'x-trace-id')?.value ?? '';
}

/** Tags and keys that always stand for one another. */
class Bijection {
  readonly #keys = new Map<string, string>();
  readonly #tags = new Map<string, string>();

  joins(tag: string, key: string): boolean {
    const [knownKey = key, knownTag = tag] = [this.#keys.get(tag), this.#tags.get(key)];
    this.#keys.set(tag, knownKey);
    this.#tags.set(key, knownTag);
    return knownKey === key && knownTag === tag;
  }
}
