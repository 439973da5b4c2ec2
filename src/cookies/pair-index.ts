/**
 * Who knows which cookie pair: the way from a sent pair to the clients it may come from. Owners say
 * the whole of what they know; only the difference to last time is worked on.
 */

const NOBODY: ReadonlySet<never> = new Set<never>();

export class PairIndex<Owner> {
  readonly #owners = new Map<string, Set<Owner>>();
  readonly #keys = new Map<Owner, ReadonlySet<string>>();

  /** Everybody who knows the pair, in the order they came to know it. `key` as pairKey makes it. */
  ownersOf(key: string): ReadonlySet<Owner> {
    return this.#owners.get(key) ?? NOBODY;
  }

  /** The only one who knows the pair; undefined when nobody or several do. */
  soleOwnerOf(key: string): Owner | undefined {
    const owners = this.ownersOf(key);
    return owners.size === 1 ? owners.values().next().value : undefined;
  }

  /** From now on the owner knows these pairs and no others. */
  update(owner: Owner, keys: readonly string[]): void {
    const before = this.#keys.get(owner) ?? NOBODY;
    const after = new Set(keys);
    for (const key of before) if (!after.has(key)) this.#remove(owner, key);
    for (const key of after) if (!before.has(key)) this.#add(owner, key);
    if (after.size === 0) this.#keys.delete(owner);
    else this.#keys.set(owner, after);
  }

  #add(owner: Owner, key: string): void {
    const owners = this.#owners.get(key);
    if (owners === undefined) this.#owners.set(key, new Set([owner]));
    else owners.add(owner);
  }

  #remove(owner: Owner, key: string): void {
    const owners = this.#owners.get(key);
    owners?.delete(owner);
    if (owners?.size === 0) this.#owners.delete(key);
  }
}
