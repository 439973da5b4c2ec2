/**
 * Which field lines end at this hop (RFC 9110 section 7.6.1). Works on Node's flat `rawHeaders`
 * (name, value, name, value, ...), because it runs for every message that passes.
 *
 * The rule to keep: a `Connection` field may name further hop-by-hop fields, yet never one that the
 * recipient needs to read the message or to know its sender. Otherwise any client could have the
 * proxy take away the Host, the cookies or the length of a request.
 */

/** Node's `rawHeaders`: names at even places, values at odd ones, both as received. */
export type RawFields = readonly string[];

const ALWAYS_HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

const ALWAYS_END_TO_END: ReadonlySet<string> = new Set([
  ...['host', 'cookie', 'set-cookie', 'origin', 'referer', 'authorization', 'www-authenticate'],
  ...['content-length', 'content-type', 'content-encoding', 'content-range', 'content-language'],
  ...['content-location', 'content-disposition', 'content-security-policy', 'trailer', 'expect'],
  ...['date', 'age', 'expires', 'cache-control', 'pragma', 'vary', 'etag', 'last-modified'],
  ...['location', 'allow', 'retry-after', 'range', 'accept-ranges', 'user-agent', 'server'],
  ...['accept', 'accept-encoding', 'accept-language', 'x-csrftoken', 'x-requested-with'],
  ...['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'],
  ...['strict-transport-security', 'x-frame-options', 'via', 'forwarded', 'x-forwarded-for'],
  ...['x-forwarded-host', 'x-forwarded-proto', 'proxy-authorization', 'proxy-authenticate'],
]);

const NO_OPTIONS: ReadonlySet<string> = new Set();

/** The connection options of a message in lower case, those that may not be obeyed left out. */
export function connectionOptions(fields: RawFields): ReadonlySet<string> {
  let options: Set<string> | undefined;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? '';
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue;
    for (const part of (fields[i + 1] ?? '').split(',')) {
      const option = part.trim().toLowerCase();
      if (option === '' || ALWAYS_END_TO_END.has(option)) continue;
      options ??= new Set();
      options.add(option);
    }
  }
  return options ?? NO_OPTIONS;
}

/** Whether a field must not be sent on. `name` in lower case; `options` from connectionOptions(). */
export const endsAtThisHop = (name: string, options: ReadonlySet<string>): boolean =>
  ALWAYS_HOP_BY_HOP.has(name) || options.has(name);

/** Fields without a meaning in a trailer section, or a dangerous one (RFC 9110 section 6.5.1). */
const NOT_IN_TRAILERS: ReadonlySet<string> = new Set([
  ...ALWAYS_HOP_BY_HOP,
  ...['host', 'content-length', 'trailer'],
]);

/** The trailer fields that may be sent on, as pairs. */
export function forwardedTrailers(fields: RawFields): [string, string][] {
  const kept: [string, string][] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? '';
    if (!NOT_IN_TRAILERS.has(name.toLowerCase())) kept.push([name, fields[i + 1] ?? '']);
  }
  return kept;
}
