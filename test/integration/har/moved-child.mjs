/**
 * Records small exchanges as fast as it may, publishing at every turn of the event loop, until SIGTERM.
 * SIGHUP makes it reopen its file, which it tells on stdout; at the end it tells how many it accepted.
 * Arguments: the folder of the built package as a URL, the file to record to.
 */
const [dist, path] = process.argv.slice(2);
const { HarFileSink } = await import(new URL('sinks/har-file.js', dist).href);
const { Redactor } = await import(new URL('har/redact.js', dist).href);

const message = {
  httpVersion: '1.1',
  headers: [['Host', 'a.example']],
  trailers: [],
  content: { bytes: new Uint8Array(0), sizeBytes: 0, truncated: false },
};
const observation = (seq) => ({
  seq,
  exchange: {
    id: `x${seq}`,
    connectionId: 'c1',
    ordinal: seq,
    startedAt: Date.now(),
    endedAt: Date.now(),
    request: { ...message, method: 'GET', target: '/' },
    interim: [],
    response: { ...message, status: 200, reason: 'OK', author: 'server' },
    timings: {},
    outcome: { kind: 'completed' },
    rewrites: [],
  },
  client: 'u1',
  cookies: { sent: [], set: [], changes: [] },
  problems: [],
  settled: true,
});

const context = {
  redactor: new Redactor({ mode: 'safe' }),
  keepContent: true,
  maxContentBytes: 1 << 20,
  origin: 'http://127.0.0.1:9000',
};
const onProblem = (text) => process.stderr.write(`${text}\n`);
const sink = await HarFileSink.open(path, { context, version: '1.0', intervalMs: 0, onProblem });

let seq = 0;
const traffic = setInterval(() => {
  seq += 1;
  sink.accept({ kind: 'observed', observation: observation(seq) });
}, 1);
process.on('SIGHUP', async () => {
  await sink.reopen();
  process.stdout.write('reopened\n');
});
process.on('SIGTERM', async () => {
  clearInterval(traffic);
  await sink.close();
  process.stdout.write(`accepted ${seq}\n`, () => process.exit(0));
});
await sink.flush();
process.stdout.write('ready\n');
