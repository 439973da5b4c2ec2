import { describe, expect, it } from 'vitest';
import { Client } from '../../../src/cookies/client.js';
import { ConnectionClients } from '../../../src/cookies/connection-clients.js';
import { PairIndex } from '../../../src/cookies/pair-index.js';
import { PairMemory } from '../../../src/cookies/pair-memory.js';
import { clientId, connectionId } from '../../../src/model/ids.js';
import { sessionId, Visits } from './visits.js';

const client = (ordinal: number): Client => new Client('fingerprint', () => clientId(ordinal));

describe('PairMemory', () => {
  it('forgets the pair that was added longest ago', () => {
    const memory = new PairMemory<number>(2);
    const pair = (value: string) => ({ name: 'a', value });
    memory.add(pair('1'), 1);
    memory.add(pair('2'), 2);
    memory.add(pair('1'), 3);
    memory.add(pair('4'), 4);
    expect(memory.values()).toEqual([3, 4]);
    expect(memory.keys()).toEqual(['a=1', 'a=4']);
    memory.delete(pair('1'));
    expect(memory.get(pair('1'))).toBeUndefined();
  });
});

describe('PairIndex', () => {
  it('knows who knows a pair, and lets go of what nobody knows', () => {
    const index = new PairIndex<string>();
    index.update('u1', ['a=1', 'b=2', 'a=1']);
    index.update('u2', ['b=2']);
    expect(index.soleOwnerOf('a=1')).toBe('u1');
    expect(index.soleOwnerOf('b=2')).toBeUndefined();
    expect([...index.ownersOf('b=2')]).toEqual(['u1', 'u2']);
    index.update('u1', ['c=3']);
    expect(index.soleOwnerOf('b=2')).toBe('u2');
    expect(index.ownersOf('a=1').size).toBe(0);
  });
});

describe('ConnectionClients', () => {
  it('remembers 64 clients of a connection, the latest first', () => {
    const clients = new ConnectionClients();
    const all = Array.from({ length: 70 }, (_, i) => client(i));
    for (const each of all) clients.note(connectionId(1), each);
    clients.note(connectionId(1), all[50]!);
    expect(clients.on(connectionId(1))).toHaveLength(64);
    expect(clients.on(connectionId(1)).slice(0, 2)).toEqual([all[50], all[69]]);
  });

  it('forgets the connection that was used longest ago, of 10,000', () => {
    const clients = new ConnectionClients();
    const one = client(1);
    for (let i = 0; i < 10_000; i += 1) clients.note(connectionId(i), one);
    clients.note(connectionId(0), one);
    clients.note(connectionId(10_000), one);
    expect(clients.on(connectionId(0))).toEqual([one]);
    expect(clients.on(connectionId(1))).toEqual([]);
  });
});

describe('the ledger under a flood', () => {
  it('goes on when 12,000 exchanges never get a response', () => {
    const visits = new Visits({ maxClients: 100 });
    const first = visits.begin();
    for (let i = 0; i < 12_000; i += 1) visits.begin({ connection: i % 50 });
    expect(first.respond('a=1').changes).toEqual([]);
    expect(visits.visit({ connection: 1 }, 'a=1').changes).toEqual(['stored a']);
  });

  it('goes on with as many cookies as a header can hold', () => {
    const visits = new Visits();
    const cookie = Array.from({ length: 16_000 }, (_, i) => `c${i % 9}=${i}`).join(';');
    for (let i = 0; i < 5; i += 1) visits.visit({ cookie }, `sid=${sessionId(`f${i}x`)}`);
    expect(visits.begin({ cookie }).respond().sent).toHaveLength(16_000);
  });
});
