/**
 * Records exchanges of 100 kB until it is killed. `steady`: fifty a second, as a proxy does, telling which
 * it has accepted. `ceaseless`: the same entry over and over through the file alone, two megabytes at a
 * time, so that it is nearly always in the midst of writing.
 * Arguments: the folder of the built package as a URL, the file to record to, the pace.
 */
const [dist, path, pace] = process.argv.slice(2);
const { HarFileSink } = await import(new URL('sinks/har-file.js', dist).href);
const { TwinFile } = await import(new URL('sinks/twin-file.js', dist).href);
const { harEnd, harFrame, harPart } = await import(new URL('sinks/har-frame.js', dist).href);
const { Redactor } = await import(new URL('har/redact.js', dist).href);

const bytes = Buffer.from('0123456789 lorem ipsum\n'.repeat(4500));
const headers = [['Content-Type', 'text/plain']];
const message = { httpVersion: '1.1', headers, trailers: [] };
const observation = (seq) => ({
  seq,
  exchange: {
    id: `x${seq}`,
    connectionId: 'c1',
    ordinal: seq,
    startedAt: Date.now(),
    endedAt: Date.now(),
    request: {
      ...message,
      method: 'GET',
      target: '/',
      content: { bytes: new Uint8Array(0), sizeBytes: 0, truncated: false },
    },
    interim: [],
    response: {
      ...message,
      status: 200,
      reason: 'OK',
      content: { bytes, sizeBytes: bytes.length, truncated: false },
      author: 'server',
    },
    timings: {},
    outcome: { kind: 'completed' },
    rewrites: [],
  },
  client: 'u1',
  cookies: { sent: [], set: [], changes: [] },
  session: { kinds: [], changes: [], concurrent: false, actor: { kind: 'anonymous' } },
  problems: [],
  settled: true,
});

const recording = {
  context: {
    redactor: new Redactor({ mode: 'safe' }),
    keepContent: true,
    maxContentBytes: 1 << 20,
    origin: 'http://127.0.0.1:9000',
  },
  version: '1.0',
};

async function recordSteadily() {
  const sink = await HarFileSink.open(path, recording);
  let seq = 0;
  setInterval(() => {
    seq += 1;
    sink.accept({ kind: 'observed', observation: observation(seq) });
    process.stdout.write(`${seq} ${Date.now()}\n`);
  }, 20);
}

async function recordCeaselessly() {
  const tail = harEnd(new Map(), recording);
  const parts = Array(20).fill(harPart(observation(1), recording));
  for (let turn = 1; ; turn += 1) {
    const file = await TwinFile.open(path, harFrame(recording));
    for (let i = 0; i < 4; i += 1) {
      await file.append(parts, tail);
      process.stdout.write(`${turn} ${Date.now()}\n`);
    }
    await file.close();
  }
}

await (pace === 'steady' ? recordSteadily() : recordCeaselessly());
