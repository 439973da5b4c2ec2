import type { JournalReader, SessionRow } from '../../journal/reader.js';
import type { DetailOptions, DetailRow } from '../detail-row.js';
import { line } from '../styled.js';
export const timelineRows = (
  row: SessionRow,
  _journal: JournalReader,
  _options: DetailOptions,
): readonly DetailRow[] => [{ line: line(row.tag) }];
