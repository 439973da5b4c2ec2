/**
 * Names for sessions that can be printed: a hash of framework and id, keyed for this run, so the id
 * cannot be guessed back. Two sessions never share a tag: on a collision the later one gets more digits.
 */
import { createHmac } from 'node:crypto';
import { sessionTag, type SessionTag } from '../model/ids.js';
import { BoundedMap } from './bounded-map.js';

const SHORT_DIGITS = 6;
/** Tags remembered for telling collisions apart. */
const MAX_TAGS = 100_000;

export class SessionTags {
  readonly #key: Uint8Array;
  readonly #owners = new BoundedMap<SessionTag, string>(MAX_TAGS);

  /** `key`: random bytes of this run. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** The tag of one session; the same for the same framework and id as long as the key is. */
  of(framework: string, id: string): SessionTag {
    const hash = createHmac('sha256', this.#key).update(`${framework}\0${id}`).digest('hex');
    for (let digits = SHORT_DIGITS; digits < hash.length; digits += 2) {
      const tag = sessionTag(hash.slice(0, digits));
      const owner = this.#owners.get(tag);
      if (owner === hash) return tag;
      if (owner === undefined) {
        this.#owners.set(tag, hash);
        return tag;
      }
    }
    return sessionTag(hash);
  }
}
