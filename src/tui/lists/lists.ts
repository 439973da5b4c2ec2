/**
 * The lists of the four views for a model: what it narrows, filters and sorts. What is costly to find
 * is found once and then kept up with the journal's events; a few such searches are remembered, so that
 * going back is free.
 */
import type { JournalReader } from '../../journal/reader.js';
import type { SeqList } from '../../journal/seq-list.js';
import type { JournalEvent } from '../../model/journal-event.js';
import type { RowKey, Scope, TuiModel, View } from '../model.js';
import { Matches } from './matches.js';
import { baseOf, scopeSize, testOf, type Query } from './query.js';
import { rowsOf, type RowList } from './row-list.js';
import { sortValueOf } from './sort-values.js';
import { Sorted } from './sorted.js';

/** Searches that are remembered and kept up to date. */
const MAX_SEARCHES = 4;
/** A list that took long to order is not ordered again at each paint. */
const REST_FACTOR = 20;
/** Shorter ones never take long. */
const SHORT = 4096;

interface Search {
  readonly id: string;
  readonly matches: Matches;
  sorted?: { readonly id: string; readonly list: Sorted; restsUntil: number };
}

interface Ordered {
  readonly id: string;
  readonly list: RowList;
  readonly validUntil: number;
  /** What had changed by then. */
  readonly asOf: number;
}

export class Lists {
  readonly #journal: JournalReader;
  /** The latest used is the last. */
  #searches: readonly Search[] = [];
  readonly #ordered = new Map<View, Ordered>();
  #marksIds = new WeakMap<ReadonlySet<number>, number>();
  #nextMarksId = 0;
  /** Counts all that may change an order. */
  #changes = 0;
  /** When a list that was shown as it had been may be ordered again. */
  #dueAt: number | undefined;

  constructor(journal: JournalReader) {
    this.#journal = journal;
  }

  /** The rows of a view, in the order in which they are shown. */
  of(model: TuiModel, view: View = model.view): RowList {
    return view === 'requests' ? this.#requests(model) : this.#others(model, view);
  }

  /** The exchanges that the filter lets through, by number, whether or not others are shown too. */
  matches(model: TuiModel): SeqList & { readonly progress: number | undefined } {
    return this.#search(queryOf(model, model.scope)).matches;
  }

  /** Share of the search behind a view that is done; undefined once it is complete, or none is needed. */
  progress(model: TuiModel): number | undefined {
    if (model.view === 'requests' && model.sorts.requests !== undefined) {
      const query = { ...requestsQueryOf(model), until: model.pausedAt };
      return this.#search(query).matches.progress;
    }
    if (isPlain(model)) return undefined;
    return this.#search(queryOf(model, scopeFor(model, model.view))).matches.progress;
  }

  /** Milliseconds until what is shown as it was can be shown as it is; undefined: it is up to date. */
  get dueInMs(): number | undefined {
    return this.#dueAt && Math.max(0, this.#dueAt - performance.now());
  }

  /** Goes on with the latest search that is not complete; false when there is nothing more to do. */
  work(forMs: number): boolean {
    // One paint may look at two: at what is listed, and at what of it matches.
    const open = this.#searches.findLast(({ matches }) => matches.progress !== undefined);
    if (open === undefined) return false;
    this.#changes += 1;
    open.matches.work(forMs);
    return true;
  }

  /** To be called for each journal event, after the journal has applied it. */
  follow(event: JournalEvent): void {
    this.#changes += 1;
    if (event.kind === 'cleared') {
      this.#searches = [];
      this.#ordered.clear();
    }
    if (event.kind !== 'observed' || this.#searches.length === 0) return;
    const summary = this.#journal.summary(event.observation.seq);
    for (const { matches } of this.#searches) {
      if (summary !== undefined) matches.revise(summary);
      matches.dropBefore(this.#journal.firstSeq);
    }
  }

  #requests(model: TuiModel): RowList {
    const sort = model.sorts.requests;
    const query = requestsQueryOf(model);
    if (sort === undefined && query.filter === '' && scopeSize(model.scope) <= 1) {
      return upTo(baseOf(this.#journal, model.scope), model.pausedAt);
    }
    if (sort === undefined) return upTo(this.#search(query).matches, model.pausedAt);
    const search = this.#search({ ...query, until: model.pausedAt });
    const id = JSON.stringify(sort);
    if (search.sorted?.id !== id)
      search.sorted = { id, list: this.#sortedOf(search.matches, sort), restsUntil: 0 };
    return this.#settled(search.sorted);
  }

  #settled(sorted: NonNullable<Search['sorted']>): Sorted {
    const { list, restsUntil } = sorted;
    const now = performance.now();
    this.#dueAt = list.isSettled || now >= restsUntil ? undefined : restsUntil;
    if (this.#dueAt !== undefined || list.isSettled) return list;
    list.settle();
    const took = performance.now() - now;
    sorted.restsUntil = list.length < SHORT ? 0 : now + took * REST_FACTOR;
    return list;
  }

  #sortedOf(matches: Matches, sort: { column: string; descending: boolean }): Sorted {
    const valueOf = (key: RowKey) => sortValueOf('requests', sort.column, key, this.#journal);
    const list = new Sorted({ valueOf, descending: sort.descending });
    for (let index = 0; index < matches.length; index += 1) {
      const seq = matches.at(index);
      if (seq !== undefined) list.note(seq, true);
    }
    matches.onChange = (seq, isMatch) => {
      list.note(seq, isMatch);
    };
    return list;
  }

  #others(model: TuiModel, view: Exclude<View, 'requests'>): RowList {
    const sort = model.sorts[view];
    const scope = scopeFor(model, view);
    const keys = (): readonly RowKey[] => this.#keysOf(model, view, scope);
    if (sort === undefined && isPlain({ ...model, scope })) return rowsOf(keys());
    const id = JSON.stringify([sort, scope, model.filter, this.#marksIdFor(model)]);
    const known = this.#ordered.get(view);
    const now = performance.now();
    if (known?.id === id && now < known.validUntil) {
      if (known.asOf !== this.#changes) this.#dueAt = known.validUntil;
      return known.list;
    }
    this.#dueAt = undefined;
    const list = sort === undefined ? rowsOf(keys()) : this.#orderedRows(view, keys(), sort);
    const took = performance.now() - now;
    const validUntil = took < 1 ? 0 : now + took * REST_FACTOR;
    this.#ordered.set(view, { id, list, validUntil, asOf: this.#changes });
    return list;
  }

  #orderedRows(
    view: View,
    keys: readonly RowKey[],
    sort: { column: string; descending: boolean },
  ): RowList {
    const valueOf = (key: RowKey) => sortValueOf(view, sort.column, key, this.#journal);
    const sorted = new Sorted({ valueOf, descending: sort.descending });
    for (const key of keys) sorted.note(key, true);
    sorted.settle();
    return sorted;
  }

  #keysOf(model: TuiModel, view: Exclude<View, 'requests'>, scope: Scope): readonly RowKey[] {
    if (isPlain({ ...model, scope })) {
      const { sessionTags, userKeys, connectionIds } = this.#journal;
      return { sessions: sessionTags, users: userKeys, connections: connectionIds }[view];
    }
    return [...this.#search(queryOf(model, scope)).matches[view].values()];
  }

  #search({ scope, filter, marks, until }: Query): Search {
    const id = JSON.stringify([scope, filter, until, this.#marksIdFor({ filter, marks })]);
    const known = this.#searches.find((search) => search.id === id);
    if (known !== undefined) {
      if (known !== this.#searches.at(-1)) {
        this.#searches = [...this.#searches.filter((search) => search !== known), known];
      }
      return known;
    }
    const base = baseOf(this.#journal, scope);
    const test = testOf(this.#journal, { scope, filter, marks, until });
    const search: Search = { id, matches: new Matches(this.#journal, base, test) };
    search.matches.work(FIRST_SLICE_MS);
    this.#searches = [...this.#searches.slice(1 - MAX_SEARCHES), search];
    return search;
  }

  /** Zero for a filter that does not ask for marks. */
  #marksIdFor({ filter, marks }: Pick<TuiModel, 'filter' | 'marks'>): number {
    if (!/mark/i.test(filter)) return 0;
    const known = this.#marksIds.get(marks) ?? (this.#nextMarksId += 1);
    this.#marksIds.set(marks, known);
    return known;
  }
}

/** So long a new search may take before the first paint: what is in sight is found by then. */
const FIRST_SLICE_MS = 8;

const queryOf = ({ filter, marks }: Pick<TuiModel, 'filter' | 'marks'>, scope: Scope): Query => ({
  scope,
  filter,
  marks,
  until: undefined,
});

/** What the requests list: with all rows shown, the filter only marks. */
const requestsQueryOf = (model: TuiModel): Query =>
  queryOf(model.showAll ? { ...model, filter: '' } : model, model.scope);

const isPlain = ({ scope, filter }: Pick<TuiModel, 'scope' | 'filter'>): boolean =>
  scopeSize(scope) === 0 && filter === '';

/** A list of sessions is not narrowed to the one session that is chosen, else one could not choose another. */
export function scopeFor({ scope }: Pick<TuiModel, 'scope'>, view: View): Scope {
  const { user, session, connection } = scope;
  return {
    ...(user === undefined || view === 'users' ? {} : { user }),
    ...(session === undefined || view === 'sessions' ? {} : { session }),
    ...(connection === undefined || view === 'connections' ? {} : { connection }),
  };
}

/** The part of a list by number that is not after `last`. */
function upTo(list: SeqList, last: number | undefined): RowList {
  const length = last === undefined ? list.length : list.indexOf(last + 1);
  return {
    length,
    at: (index) => (index < length ? list.at(index) : undefined),
    indexOf: (key) => (typeof key === 'number' ? Math.min(list.indexOf(key), length) : 0),
  };
}
