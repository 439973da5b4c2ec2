import { describe, expect, it } from 'vitest';
import type { TuiModel } from '../../../src/tui/model.js';
import type { Source } from '../../../src/tui/source.js';
import { plainText, widthOf } from '../../../src/tui/styled.js';
import {
  COUNTING,
  LOGGED_IN,
  look,
  observationOf,
  play,
  press,
  story,
  Traffic,
} from './traffic.js';

const SIZE = [160, 50] as const;

const textOf = (texts: Source['details'], model: TuiModel, width = 60): string =>
  texts
    .of(model, width)
    .map(({ line }) => plainText(line))
    .join('\n');

describe('the text of the detail', () => {
  it('is laid out once for as long as nothing that it is made of changes', () => {
    for (const keys of [[], ['2'], ['3'], ['4']]) {
      const { source } = story();
      const model = play(source, SIZE, keys);
      const rows = source.details.of(model, 60);
      expect(source.details.of(look(press(model, 'F', source), source), 60)).toBe(rows);
    }
  });

  it.each<[string, readonly string[]]>([
    ['another row', ['j']],
    ['another view', ['3']],
    ['masking', ['x']],
    ['another tab', [']']],
  ])('is laid out again for %s', (_name, keys) => {
    const { source } = story();
    const model = play(source, SIZE, ['g']);
    const rows = source.details.of(model, 60);
    const next = keys.reduce((one, key) => press(one, key, source), model);
    expect(source.details.of(next, 60)).not.toBe(rows);
  });

  it('is laid out again for another width', () => {
    const { source } = story();
    const model = play(source, SIZE);
    expect(source.details.of(model, 60)).not.toBe(source.details.of(model, 50));
  });

  it('shows a revision of the exchange, and of what else a row is made of', () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    traffic.visit(connection, { pending: true, target: '/slow/' });
    const { source } = traffic;
    const texts = source.details;
    const request = play(source, SIZE);
    const before = texts.of(request, 60);
    traffic.revise(1, connection, { target: '/slow/', before: COUNTING(1), after: LOGGED_IN });
    expect(texts.of(request, 60)).not.toBe(before);
    const card = play(source, SIZE, ['4']);
    expect(textOf(texts, card)).toMatch(/302|200/);
    expect(textOf(texts, card)).toContain('Latest requests (1 of 1)');
    traffic.visit(connection, { target: '/later/' });
    expect(textOf(texts, card)).toContain('Latest requests (2 of 2)');
    traffic.close(connection);
    expect(textOf(texts, card)).not.toContain('still open');
  });

  it.each(['2', '3', '4'])('of view %s shows how an exchange went on', (view) => {
    const traffic = new Traffic();
    const connection = traffic.open();
    const session = COUNTING(1);
    const visit = { target: '/slow/', before: session, after: session };
    const { response, ...unanswered } = observationOf(1, connection, visit).exchange;
    traffic.visit(connection, visit);
    traffic.journal.append({
      kind: 'observed',
      observation: { ...observationOf(1, connection, visit), exchange: unanswered, settled: false },
    });
    const model = play(traffic.source, SIZE, [view]);
    expect(textOf(traffic.source.details, model)).not.toContain(String(response?.status));
    traffic.revise(1, connection, visit);
    expect(textOf(traffic.source.details, model)).toContain(String(response?.status));
  });

  it('shows the latest requests where each new one takes the place of an old one', () => {
    const traffic = new Traffic(3);
    const connection = traffic.open();
    const session = COUNTING(1);
    const visit = () => traffic.visit(connection, { before: session, after: session });
    for (let count = 0; count < 3; count += 1) visit();
    const models = ['2', '3', '4'].map((view) => play(traffic.source, SIZE, [view]));
    for (const model of models) textOf(traffic.source.details, model);
    for (const model of models) {
      textOf(traffic.source.details, model);
      const seq = visit();
      const seqs = traffic.source.details.of(model, 60).flatMap((row) => row.seq ?? []);
      expect(model.view === 'sessions' ? Math.min(...seqs) : Math.max(...seqs)).toBe(
        model.view === 'sessions' ? seq - 2 : seq,
      );
    }
  });

  it('says so where nothing is selected, or what was is forgotten', () => {
    const { source } = new Traffic();
    expect(textOf(source.details, play(source, SIZE))).toBe(' Nothing selected.');
    const traffic = story();
    const models = ['1', '2', '3'].map((view) => play(traffic.source, SIZE, [view]));
    traffic.journal.clear();
    for (const model of models) {
      expect(textOf(traffic.source.details, model)).toBe(' Nothing selected.');
    }
  });
});

describe('the card of', () => {
  const cardOf = (view: string, keys: readonly string[] = []) => {
    const { source } = story();
    return textOf(source.details, play(source, SIZE, [view, ...keys]));
  };

  it('a user names sessions and requests, the latest first', () => {
    const card = cardOf('3', ['j']);
    expect(card).toMatch(/User +ada \(user 1; name from the user table\)/);
    expect(card).toMatch(
      /Sessions \(2\)\n +s-4d5e6f · ended · logged out[^\n]*\n +s-1a2b3c · ended/,
    );
    expect(card).toMatch(
      /Latest requests \(2 of 2\)\n[^\n]* 302 POST \/accounts\/logout\/[^\n]*\n[^\n]*login/,
    );
  });

  it('a connection names the client and everybody who spoke on it', () => {
    expect(cardOf('4', ['j'])).toMatch(/Client +192\.168\.0\.17:50002\n[^]*still open\n.*bob/);
  });

  it('many requests lists the latest fifty, each with the exchange it leads to', () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    for (let count = 0; count < 120; count += 1) traffic.visit(connection);
    const { source } = traffic;
    const rows = source.details.of(play(source, SIZE, ['4']), 60);
    const seqs = rows.flatMap(({ seq }) => seq ?? []);
    expect(seqs).toEqual(Array.from({ length: 50 }, (_, index) => 120 - index));
    for (const { line } of rows.slice(0, 4)) expect(widthOf(line)).toBeLessThanOrEqual(60);
  });
});
