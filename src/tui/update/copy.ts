/** What `y` copies. Nothing is copied while secrets are masked but what carries none. */
import { curlCommand } from '../copy/curl.js';
import { fieldValues } from '../../http/fields.js';
import type { ConnectionId } from '../../model/ids.js';
import type { TuiEffect } from '../effect.js';
import type { CopyWhat } from '../message.js';
import type { TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { withoutPasswords } from '../view/hiding.js';
import { layoutFor, regionOf } from '../view/layout.js';
import { selectedKey, selectedSeq } from './cursor.js';
import { notice } from './notice.js';

type Copied = readonly [TuiModel, readonly TuiEffect[]];

export function copy(model: TuiModel, what: CopyWhat, source: Source): Copied {
  const closed = { ...model, menu: undefined };
  const seq = selectedSeq(model);
  if (what === 'json') {
    if (seq === undefined) return [notice(closed, 'Select an exchange first (1).', 'warn'), []];
    return [closed, [{ kind: 'copy-json', seq, masked: model.masked }]];
  }
  if (model.masked) return [notice(closed, 'Secrets are masked: x shows them.', 'warn'), []];
  const found = what === 'value' ? valueAt(model, source) : ofExchange(seq, what, source);
  if (found === undefined) return [notice(closed, NOTHING[what], 'warn'), []];
  return [closed, [{ kind: 'copy', ...found }]];
}

const NOTHING: Readonly<Record<Exclude<CopyWhat, 'json'>, string>> = {
  value: 'There is no value on this line.',
  curl: 'Select an exchange first (1).',
  cookie: 'The request carries no cookie.',
};

interface Found {
  readonly text: string;
  /** What it is, for the notice. */
  readonly what: string;
}

function ofExchange(
  seq: number | undefined,
  what: 'curl' | 'cookie',
  { journal, info }: Source,
): Found | undefined {
  const exchange = seq === undefined ? undefined : journal.get(seq)?.exchange;
  if (exchange === undefined) return undefined;
  if (what === 'curl') return { text: curlCommand(exchange, info.origin), what: 'curl command' };
  const cookies = fieldValues(exchange.request.headers, 'cookie');
  return cookies.length === 0 ? undefined : { text: cookies.join('; '), what: 'Cookie field' };
}

function valueAt(model: TuiModel, source: Source): Found | undefined {
  if (model.focus === 'detail') {
    const width = regionOf(layoutFor(model), 'detail')?.width ?? 0;
    const value = source.details.of(model, width)[model.detail.cursor]?.value;
    return value === undefined ? undefined : { text: value, what: 'value' };
  }
  const key = selectedKey(model);
  if (key === undefined) return undefined;
  switch (model.view) {
    case 'requests': {
      const target = source.journal.get(Number(key))?.exchange.request.target;
      return target === undefined
        ? undefined
        : { text: source.info.origin + withoutPasswords(target), what: 'URL' };
    }
    case 'sessions':
      return { text: String(key), what: 'session tag' };
    case 'users':
      return { text: source.journal.user(String(key))?.label ?? '', what: 'user' };
    case 'connections': {
      const remote = source.journal.connection(key as ConnectionId)?.connection.remote;
      return remote && { text: `${remote.address}:${remote.port}`, what: 'client address' };
    }
    default:
      return model.view satisfies never;
  }
}
