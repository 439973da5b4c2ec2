/** A recording as a test reads it: only what the assertions look at. */
import { readFileSync } from 'node:fs';

export interface RecordedEntry {
  readonly connection: string;
  readonly startedDateTime: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly cookies: readonly { readonly name: string; readonly value: string }[];
  };
  readonly response: { readonly status: number };
  readonly _sessionspy: {
    readonly seq: number;
    readonly connection: string;
    readonly client: string;
    readonly events: readonly string[];
    readonly user: {
      readonly kind: string;
      readonly id: string | null;
      readonly name: string | null;
      readonly verified: boolean | null;
      readonly reason: string | null;
    };
    readonly session: {
      readonly tag: string;
      readonly state: string;
      readonly integrity: string;
      readonly data: unknown;
      readonly concurrent: boolean;
      readonly changed: readonly {
        readonly op: string;
        readonly path: readonly string[];
        readonly before?: unknown;
        readonly after?: unknown;
      }[];
      readonly before: RecordedSide | null;
      readonly after: RecordedSide | null;
    } | null;
    readonly cookies: readonly {
      readonly name: string;
      readonly op: string;
      readonly why: string | null;
    }[];
  };
}

interface RecordedSide {
  readonly tag: string;
  readonly state: string;
  readonly user: { readonly name: string | null };
}

export function readRecording(path: string): readonly RecordedEntry[] {
  const document = JSON.parse(readFileSync(path, 'utf8')) as {
    log: { entries: RecordedEntry[] };
  };
  return document.log.entries.toSorted((a, b) => a._sessionspy.seq - b._sessionspy.seq);
}

/** `POST /login/`, for finding an entry. */
export const requestLine = (entry: RecordedEntry): string =>
  `${entry.request.method} ${new URL(entry.request.url).pathname}`;

/** `+count`, `-cart`, `~count`: what changed, at the top level. */
export const changedKeys = (entry: RecordedEntry): string[] =>
  (entry._sessionspy.session?.changed ?? []).map(
    ({ op, path }) => `${op === 'added' ? '+' : op === 'removed' ? '-' : '~'}${path.join('.')}`,
  );
