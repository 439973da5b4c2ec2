/**
 * Where a tough-cookie jar keeps its cookies: at most 180, the longest unset going first, as in
 * Chrome. tough-cookie's own store will not do: it has no bound (emptied paths even stay behind),
 * throws for hosts named `test` or `example`, and never finds a cookie of Domain=localhost on
 * app.localhost. So `findCookies` offers all, and the jar, which filters what it is given, decides.
 */
import { Store, type Callback, type Cookie, type ErrorCallback, type Nullable } from 'tough-cookie';
import { cookieKey } from './held-cookie.js';

/** Chrome purges a site's cookies when there are more. */
export const MAX_COOKIES = 180;

export class JarStore<Kept extends Cookie> extends Store {
  override synchronous = true;
  readonly #cookies = new Map<string, Kept>();
  readonly #isKept: (cookie: Cookie) => cookie is Kept;

  /** `isKept` tells the caller's own kind of cookie; no other kind is stored. */
  constructor(isKept: (cookie: Cookie) => cookie is Kept) {
    super();
    this.#isKept = isKept;
  }

  /** In the order they were last set. */
  all(): readonly Kept[] {
    return [...this.#cookies.values()];
  }

  get(key: string): Kept | undefined {
    return this.#cookies.get(key);
  }

  delete(key: string): void {
    this.#cookies.delete(key);
  }

  override findCookie(
    domain: Nullable<string>,
    path: Nullable<string>,
    name: Nullable<string>,
    callback?: Callback<Cookie | undefined>,
  ): Promise<Cookie | undefined> {
    const key = cookieKey({ domain: domain ?? '', path: path ?? '', name: name ?? '' });
    const found = this.#cookies.get(key);
    callback?.(null, found);
    return Promise.resolve(found);
  }

  override findCookies(
    _domain: Nullable<string>,
    _path: Nullable<string>,
    _allowSpecialUseDomain?: boolean,
    callback?: Callback<Cookie[]>,
  ): Promise<Cookie[]> {
    const all = [...this.#cookies.values()];
    callback?.(null, all);
    return Promise.resolve(all);
  }

  override putCookie(cookie: Cookie, callback?: ErrorCallback): Promise<void> {
    if (this.#isKept(cookie)) this.#put(cookie);
    callback?.(null);
    return Promise.resolve();
  }

  override updateCookie(_old: Cookie, cookie: Cookie, callback?: ErrorCallback): Promise<void> {
    return this.putCookie(cookie, callback);
  }

  #put(cookie: Kept): void {
    const { domain, path, key: name } = cookie;
    const key = cookieKey({ domain: domain ?? '', path: path ?? '', name });
    this.#cookies.delete(key);
    this.#cookies.set(key, cookie);
    for (const oldest of this.#cookies.keys()) {
      if (this.#cookies.size <= MAX_COOKIES) return;
      this.#cookies.delete(oldest);
    }
  }
}
