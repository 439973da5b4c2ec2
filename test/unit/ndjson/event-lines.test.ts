/** The journal's events as lines, and the schema that describes them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { connectionId, pageId } from '../../../src/model/ids.js';
import type { JournalEvent, SpyStatus } from '../../../src/model/journal-event.js';
import { problem } from '../../../src/model/problem.js';
import type { EpochMs } from '../../../src/model/time.js';
import type { EventLine } from '../../../src/ndjson/event-line.js';
import { EventLines } from '../../../src/ndjson/event-lines.js';
import { eventSchema, lineErrors } from '../../support/event-reading.js';
import { context, observation, START } from '../har/observation-fixture.js';

const AT = '2026-01-02T03:04:05.678Z';
const RUN = { version: '1.0', target: 'http://localhost:8000', framework: 'auto', filter: null };

const checked = (lines: readonly EventLine[]): readonly EventLine[] => {
  for (const line of lines) expect(lineErrors(line)).toEqual([]);
  return lines;
};

const status = (more: Partial<SpyStatus> = {}): JournalEvent => ({
  kind: 'status',
  at: START,
  status: { hasSecret: true, problems: [], lost: 0, ...more },
});

const opened: JournalEvent = {
  kind: 'connection-opened',
  connection: {
    id: connectionId(3),
    remote: { address: '::1', port: 5000 },
    local: { address: '::1', port: 9000 },
    openedAt: START,
  },
};

describe('EventLines', () => {
  it('begins with what the run is', () => {
    const lines = new EventLines(context('strict'));
    expect(checked(lines.started(RUN, START))).toEqual([
      { v: 1, type: 'run-started', at: AT, url: 'http://127.0.0.1:9000', redact: 'strict', ...RUN },
    ]);
  });

  it('tells of connections and steps', () => {
    const lines = new EventLines(context());
    const page = { id: pageId(1), title: 'Logging in', startedAt: START };
    expect(
      checked(
        [
          opened,
          { kind: 'connection-closed', id: connectionId(3), closedAt: START } as const,
          { kind: 'page-started', page } as const,
          { kind: 'cleared' } as const,
        ].flatMap((event) => lines.of(event)),
      ),
    ).toEqual([
      {
        v: 1,
        type: 'connection-opened',
        at: AT,
        connection: 'c3',
        remote: { address: '::1', port: 5000 },
      },
      { v: 1, type: 'connection-closed', at: AT, connection: 'c3' },
      { v: 1, type: 'page-started', at: AT, page: 'page_1', title: 'Logging in' },
    ]);
  });

  it('tells no secret of a step that is called by its address', () => {
    const title = 'http://localhost:8000/reset?token=a-t0ken-never-met-before';
    const page = { id: pageId(1), title, startedAt: START };
    const [line] = checked(new EventLines(context()).of({ kind: 'page-started', page }));
    expect(line).toMatchObject({
      title: expect.stringMatching(/^http:\/\/localhost:8000\/reset\?token=/) as string,
    });
    expect(JSON.stringify(line)).not.toContain('never-met');
  });

  it('tells of the condition only what is new', () => {
    const lines = new EventLines(context());
    const locked = problem('error', 'store-locked', 'It is locked.', 'Wait.');
    const full = problem('warning', 'recording', 'The disk is full.');
    expect(lines.of(status())).toEqual([]);
    expect(checked(lines.of(status({ problems: [locked] })))).toMatchObject([
      { type: 'problem', seq: null, url: null, code: 'store-locked', remedy: 'Wait.' },
    ]);
    expect(lines.of(status({ problems: [locked] }))).toEqual([]);
    expect(checked(lines.of(status({ problems: [full], lost: 3 })))).toMatchObject([
      { type: 'problem-ended', code: 'store-locked', message: 'It is locked.' },
      { type: 'problem', code: 'recording', remedy: null },
      { type: 'records-lost', count: 3, lost: 3 },
    ]);
    expect(checked(lines.of(status({ problems: [full], lost: 5 })))).toMatchObject([
      { type: 'records-lost', count: 2, lost: 5 },
    ]);
  });

  it('ends with how many lines there were', () => {
    const lines = new EventLines(context());
    const events: JournalEvent[] = [
      opened,
      status({ lost: 2 }),
      { kind: 'observed', observation: observation() },
      {
        kind: 'observed',
        observation: observation(
          {},
          { problems: [problem('note', 'unrecognised', 'No framework.')] },
        ),
      },
    ];
    events.forEach((event) => lines.of(event));
    expect(checked(lines.ended(4, (START + 1) as EpochMs))).toEqual([
      {
        v: 1,
        type: 'run-ended',
        at: '2026-01-02T03:04:05.679Z',
        exchanges: 2,
        connections: 1,
        cookies: 0,
        sessions: 0,
        problems: 1,
        pages: 0,
        lost: 2,
        unwritten: 4,
      },
    ]);
  });
});

describe('the schema of the lines', () => {
  it('lets nothing undeclared through', () => {
    const [line] = new EventLines(context()).started(RUN, START);
    expect(lineErrors({ ...line, surprise: 1 })).not.toEqual([]);
    expect(lineErrors({ ...line, type: 'run-begun' })).not.toEqual([]);
  });

  it('describes everything', () => {
    expect(undescribed(eventSchema)).toEqual([]);
  });

  it('says of what is also in a HAR what the schema of the HAR says', () => {
    const path = new URL('../../../schema/sessionspy-har.schema.json', import.meta.url);
    const har = JSON.parse(readFileSync(path, 'utf8')) as { $defs: Record<string, unknown> };
    const own = eventSchema as { $defs: Record<string, unknown> };
    const shared = [
      'upgrade',
      'webSocketClose',
      'side',
      'impersonation',
      'user',
      'change',
      'tag',
      'state',
      'date',
    ];
    for (const name of shared) expect(own.$defs[name]).toEqual(har.$defs[name]);
  });
});

/** Paths of definitions and properties without a description. */
function undescribed(node: unknown, path = ''): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    const at = `${path}/${key}`;
    const isOurs = /\/\$defs$|\/properties$/.test(path) && !/\/(?:if|then)\//.test(at);
    const isBare = isOurs && !JSON.stringify(value).includes('"description"');
    return [...(isBare ? [at] : []), ...undescribed(value, at)];
  });
}
