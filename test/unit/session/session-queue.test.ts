import { describe, expect, it } from 'vitest';
import { SessionQueue } from '../../../src/session/session-queue.js';

/** A task that ends when told to, and notes when it began. */
function task(log: string[], name: string) {
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const run = async (): Promise<string> => {
    log.push(name);
    await done;
    return name;
  };
  return { run, finish };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('SessionQueue', () => {
  it('runs tasks of one session one after another, and of different ones side by side', async () => {
    const queue = new SessionQueue();
    const log: string[] = [];
    const [first, second, other] = [task(log, 'a1'), task(log, 'a2'), task(log, 'b1')];
    const results = [
      queue.run(['a'], first.run),
      queue.run(['a'], second.run),
      queue.run(['b'], other.run),
    ];
    await turn();
    expect(log).toEqual(['a1', 'b1']);
    first.finish();
    await turn();
    expect(log).toEqual(['a1', 'b1', 'a2']);
    second.finish();
    other.finish();
    expect(await Promise.all(results)).toEqual(['a1', 'a2', 'b1']);
  });

  it('waits for every session a task is about', async () => {
    const queue = new SessionQueue();
    const log: string[] = [];
    const [a, b, both] = [task(log, 'a'), task(log, 'b'), task(log, 'both')];
    const results = [
      queue.run(['a'], a.run),
      queue.run(['b'], b.run),
      queue.run(['a', 'b'], both.run),
    ];
    a.finish();
    await turn();
    expect(log).toEqual(['a', 'b']);
    b.finish();
    both.finish();
    await Promise.all(results);
    expect(log).toEqual(['a', 'b', 'both']);
  });

  it('goes on after a task that failed', async () => {
    const queue = new SessionQueue();
    const failing = queue.run(['a'], () => Promise.reject(new Error('broken')));
    const next = queue.run(['a'], () => Promise.resolve('fine'));
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('fine');
  });

  it('has no more at work than its limit', async () => {
    const queue = new SessionQueue({ concurrency: 2, deadlineMs: 1000 });
    const log: string[] = [];
    const tasks = ['a', 'b', 'c'].map((name) => task(log, name));
    const results = tasks.map((one, index) => queue.run([String(index)], one.run));
    await turn();
    expect(log).toHaveLength(2);
    for (const one of tasks) one.finish();
    await Promise.all(results);
    expect(log).toHaveLength(3);
  });
});
