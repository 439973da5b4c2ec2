import { describe, expect, it } from 'vitest';
import { payloadJson } from '../../../src/model/payload-json.js';
import type { PayloadNode, PayloadValue } from '../../../src/model/payload.js';
import { redactChange, redactPayload } from '../../../src/har/redact-payload.js';
import { REMOVED, Redactor, type RedactMode } from '../../../src/har/redact.js';
import { map } from './observation-fixture.js';

const redactor = (mode: RedactMode = 'safe'): Redactor =>
  new Redactor({ mode, key: new Uint8Array(32).fill(1) });

const written = (value: PayloadValue, mode: RedactMode = 'safe'): string =>
  JSON.stringify(payloadJson(redactPayload(value, redactor(mode))));

const NODES: readonly PayloadNode[] = [
  { kind: 'list', items: ['SECRET'] },
  { kind: 'tuple', items: ['SECRET'] },
  { kind: 'set', items: ['SECRET'] },
  { kind: 'frozenset', items: ['SECRET'] },
  { kind: 'deque', items: ['SECRET'], maxlen: null },
  { kind: 'map', entries: [['inner', 'SECRET']], type: 'OrderedDict' },
  { kind: 'map', entries: [[7, 'SECRET']] },
  { kind: 'bytes', bytes: Buffer.from('SECRET') },
  { kind: 'integer', digits: '90071992547409931234' },
  { kind: 'decimal', text: '1234.5678' },
  { kind: 'uuid', text: '12345678-1234-1234-1234-123456789012' },
  { kind: 'datetime', iso: '1234-01-01T00:00:00' },
  {
    kind: 'object',
    class: 'app.Token',
    args: ['SECRET'],
    kwargs: map(['a', 'SECRET']),
    state: map(['b', 'SECRET']),
    items: ['SECRET'],
    entries: [['c', 'SECRET']],
  },
];

describe('redactPayload', () => {
  it.each(NODES)('hides a $kind under a secret key, and keeps it under another', (node) => {
    expect(written(map(['api_token', node]))).not.toMatch(/SECRET|U0VDUkVU|1234/);
    expect(written(map(['color', node]))).toBe(JSON.stringify(payloadJson(map(['color', node]))));
  });

  it.each(NODES)('hides a $kind under any key when strict', (node) => {
    expect(written(map(['color', node]), 'strict')).not.toMatch(/SECRET|U0VDUkVU|1234/);
  });

  it('leaves nothing of passwords, and numbers and codes only a pseudonym', () => {
    const session = map(['password', 'hunter2'], ['pin', 4711], ['otp', '123456'], ['count', 4711]);
    const json = written(session);
    expect(json).toContain(`"password":"${REMOVED}"`);
    expect(json).toContain('"count":4711');
    expect(json).not.toMatch(/hunter2|"pin":4711|123456/);
  });

  it('looks into a session or auth mapping by its own keys', () => {
    const json = written(map(['session', map(['user', 'alice'], ['token', 'SECRET'])]));
    expect(json).toContain('alice');
    expect(json).not.toContain('SECRET');
  });

  it('changes nothing when it is off', () => {
    const session = map(['password', 'hunter2']);
    expect(redactPayload(session, redactor('off'))).toBe(session);
  });
});

describe('redactChange', () => {
  it('hides both values where any key of the path is secret', () => {
    const change = redactChange(
      { op: 'changed', path: ['tokens', '0', 'value'], before: 'SECRET1', after: 'SECRET2' },
      redactor(),
    );
    expect(JSON.stringify(change)).not.toContain('SECRET');
    expect(change.before).not.toBe(change.after);
  });

  it('keeps the values of other paths', () => {
    const change = { op: 'added', path: ['count'], after: 6 } as const;
    expect(redactChange(change, redactor())).toEqual(change);
  });
});
