/**
 * The text of the detail pane for a model. Update and paint ask for the same one, and content is costly
 * to lay out: so the last one is remembered, for as long as nothing that it is made of has changed.
 */
import type { JournalReader } from '../journal/reader.js';
import type { ConnectionId, SessionTag } from '../model/ids.js';
import type { DetailOptions, DetailRow } from './detail-row.js';
import type { TuiModel } from './model.js';
import { line } from './styled.js';
import { selectedKey } from './update/cursor.js';
import { connectionCard, userCard } from './view/cards.js';
import { detailRows } from './view/detail-tabs.js';
import { timelineRows } from './view/timeline.js';

/** No text has more rows; what makes them says so itself where it stops earlier. */
const MAX_ROWS = 20_000;

export class DetailTexts {
  readonly #journal: JournalReader;
  #last: { readonly parts: readonly unknown[]; readonly rows: readonly DetailRow[] } | undefined;

  constructor(journal: JournalReader) {
    this.#journal = journal;
  }

  /** All rows of the text, wrapped to `width`. */
  of(model: TuiModel, width: number): readonly DetailRow[] {
    const { parts, make } = this.#wanted(model, width);
    const known = this.#last;
    const isKnown =
      known?.parts.length === parts.length && known.parts.every((part, i) => part === parts[i]);
    if (isKnown) return known.rows;
    const rows = make().slice(0, MAX_ROWS);
    this.#last = { parts, rows };
    return rows;
  }

  /** What the text is made of, to be compared part by part; and how it is made. */
  #wanted(model: TuiModel, width: number): Wanted {
    const key = selectedKey(model);
    const { masked, detail, view } = model;
    const common = [view, width, masked, detail.turned];
    const options: DetailOptions = { width, masked, turned: detail.turned };
    if (key === undefined) return NOTHING;
    switch (view) {
      case 'requests': {
        const observation = typeof key === 'number' ? this.#journal.get(key) : undefined;
        if (observation === undefined) return NOTHING;
        const now = detail.reread?.seq === key ? detail.reread.snapshot : undefined;
        return {
          parts: [...common, observation, detail.tab, now],
          make: () =>
            detailRows(detail.tab, observation, now === undefined ? options : { ...options, now }),
        };
      }
      case 'sessions': {
        const row = this.#journal.session(key as SessionTag);
        if (row === undefined) return NOTHING;
        return {
          parts: [...common, key, row.revision],
          make: () => timelineRows(row, this.#journal, options),
        };
      }
      case 'users': {
        const row = this.#journal.user(String(key));
        if (row === undefined) return NOTHING;
        return {
          parts: [...common, key, row.revision],
          make: () => userCard(row, this.#journal, options),
        };
      }
      case 'connections': {
        const row = this.#journal.connection(key as ConnectionId);
        if (row === undefined) return NOTHING;
        return {
          parts: [...common, key, row.revision, row.connection],
          make: () => connectionCard(row, this.#journal, options),
        };
      }
      default:
        return view satisfies never;
    }
  }
}

interface Wanted {
  readonly parts: readonly unknown[];
  readonly make: () => readonly DetailRow[];
}

const NOTHING: Wanted = {
  parts: [],
  make: () => [{ line: line(' Nothing selected.', 'muted') }],
};
