import { describe, expect, it } from 'vitest';
import type { PayloadValue } from '../../../../src/model/payload.js';
import { payloadForest } from '../../../../src/tui/view/payload-forest.js';
import { treeRows } from '../../../../src/tui/view/tree.js';
import { payload } from '../../../support/snapshots.js';
import { textOf, unfolded } from './rows.js';

const list = (items: readonly PayloadValue[]): PayloadValue => ({ kind: 'list', items });
const numbers = (count: number) => list(Array.from({ length: count }, (_, n) => n));

const rowsOf = (value: PayloadValue, turned: readonly string[] = [], masked = false) =>
  treeRows(payloadForest(value, masked)!, { width: 80, turned: new Set(turned), key: 'payload' });

describe('treeRows', () => {
  it('opens what is small and folds what is large, with its size', () => {
    const value = payload({ cart: payload({ sku: 'A' }), log: numbers(300), pair: list([]) });
    expect(textOf(rowsOf(value))).toBe(
      ['▾ cart', '    sku  "A"', '▸ log   […] 300 items', '  pair  []'].join('\n'),
    );
  });

  it.each([
    [{ kind: 'map', entries: [['a', 1]], type: 'OrderedDict' }, 'OrderedDict {…} 1 key'],
    [{ kind: 'tuple', items: [1, 2] }, '(…) 2 items'],
    [{ kind: 'set', items: [1] }, 'set {…} 1 item'],
    [{ kind: 'object', class: 'shop.Cart', args: [1] }, '<shop.Cart> 1 part'],
    [
      { kind: 'object', class: { kind: 'global', name: 'x' }, args: [1] },
      '<computed class> 1 part',
    ],
  ] as const)('says of a folded %j that it is %s', (value, label) => {
    expect(textOf(rowsOf(payload({ x: value }), ['payload/x']))).toBe(`▸ x  ${label}`);
  });

  it('keys folds by their path, escaped as JSON pointers are', () => {
    const rows = rowsOf(payload({ 'a/b': payload({ '~': list([1]) }) }));
    expect(rows.flatMap(({ fold }) => fold?.key ?? [])).toEqual([
      'payload/a~1b',
      'payload/a~1b/~0',
    ]);
  });

  it('turns a fold against its default', () => {
    const value = payload({ cart: payload({ sku: 'A' }), log: numbers(300) });
    const rows = rowsOf(value, ['payload/cart', 'payload/log']);
    expect(textOf(rows)).toContain('▸ cart  {…} 1 key\n▾ log   list of 300\n    0    0\n');
  });

  it('shows many siblings in steps that double', () => {
    const value = payload({ log: numbers(1000) });
    const turned = ['payload/log'];
    expect(textOf(rowsOf(value, turned))).toMatch(/ 199 +199\n {2}▸ … 800 more$/);
    turned.push('payload/log+200');
    expect(textOf(rowsOf(value, turned))).toMatch(/ 399 +399\n {2}▸ … 600 more$/);
    turned.push('payload/log+400', 'payload/log+800');
    expect(textOf(rowsOf(value, turned))).toMatch(/ 999 +999$/);
  });

  it('makes no more children than it shows', () => {
    let made = 0;
    const rows = treeRows(
      {
        size: 100_000,
        at: (index) => {
          made += 1;
          return { id: String(index), name: String(index), text: [] };
        },
      },
      { width: 80, turned: new Set(), key: 'k' },
    );
    expect([rows.length, made]).toEqual([201, 200]);
  });

  it('copies the JSON of a node, and nothing when masked', () => {
    const value = payload({
      cart: payload({ sku: 'A', when: { kind: 'date', iso: '2026-01-02' } }),
    });
    const [cart, sku] = rowsOf(value);
    expect(JSON.parse(cart?.value ?? '')).toEqual({
      sku: 'A',
      when: { $py: 'date', iso: '2026-01-02' },
    });
    expect(sku?.value).toBe('"A"');
    for (const row of rowsOf(value, [], true)) expect('value' in row).toBe(false);
  });

  it('lets a text that is JSON be opened, as Django keeps its messages', () => {
    const messages = '[["__json_message",0,25,"Welcome",""]]';
    const value = payload({ _messages: messages, note: '[draft] of a letter' });
    expect(rowsOf(value).map(({ fold }) => fold?.open)).toEqual([false, undefined]);
    expect(textOf(rowsOf(value, ['payload/_messages']))).toContain('      3  "Welcome"');
  });

  it('neither shows nor copies what stands under the name of a password', () => {
    const value = payload({
      password: 'hunter2',
      login: payload({ new_password1: payload({ deep: 'hunter2' }) }),
      form: '{"password": "hunter2", "pairs": [{"pwd": "hunter2"}]}',
      pairs: {
        kind: 'map',
        entries: [
          ['password', 'hunter2'],
          [7, 'kept'],
        ],
      },
      query: 'user=ada&password=hunter2',
    });
    const rows = unfolded((turned) => rowsOf(value, [...turned]));
    expect(textOf(rows)).not.toContain('hunter2');
    expect(textOf(rows)).toContain('kept');
    expect(rows.map((row) => row.value).join()).not.toContain('hunter2');
  });

  it('stays in sight however deep it goes', () => {
    let value: PayloadValue = 'end';
    for (let depth = 0; depth < 100; depth += 1) value = payload({ k: value });
    const rows = unfolded((turned) => rowsOf(value, [...turned, ...keys(100)]));
    expect(textOf(rows)).toContain('k');
  });
});

const keys = (depth: number): readonly string[] =>
  Array.from({ length: depth }, (_, n) => `payload${'/k'.repeat(n + 1)}`);
