import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JobControl } from '../../../../src/tui/screen/job-control.js';

/** Writes down what is asked of it, in order. */
function recorder() {
  const log: string[] = [];
  const note = (word: string) => () => {
    log.push(word);
  };
  const program = {
    normalBuffer: note('normal buffer'),
    alternateBuffer: note('alternate buffer'),
    showCursor: note('show cursor'),
    hideCursor: note('hide cursor'),
    disableMouse: note('mouse off'),
    flush: note('flush'),
  };
  const input = Object.assign(new PassThrough(), {
    setRawMode: (on: boolean) => log.push(`raw ${on ? 'on' : 'off'}`),
  });
  const jobs = new JobControl(program, input, note('repaint'), (whose) => {
    log.push(whose === 'all' ? 'stop' : 'stop ourselves');
  });
  return { log, jobs };
}

const LEAVE = ['mouse off', 'normal buffer', 'show cursor', 'flush', 'raw off', 'stop'];
const RETURN = ['raw off', 'raw on', 'alternate buffer', 'hide cursor', 'repaint'];
const listeners = () => process.listenerCount('SIGTSTP') + process.listenerCount('SIGCONT');

describe('JobControl', () => {
  let before = 0;
  beforeEach(() => {
    before = listeners();
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives the terminal back before it stops, and takes it again once it goes on', () => {
    const { log, jobs } = recorder();
    jobs.suspend();
    expect(log).toEqual(LEAVE);
    process.emit('SIGCONT', 'SIGCONT');
    expect(log).toEqual([...LEAVE, ...RETURN]);
    jobs.close();
  });

  it('lets the signal stop the process while it is suspended, and only then', () => {
    const before = process.listenerCount('SIGTSTP');
    const { jobs } = recorder();
    expect(process.listenerCount('SIGTSTP')).toBe(before + 1);
    jobs.suspend();
    expect(process.listenerCount('SIGTSTP')).toBe(before);
    process.emit('SIGCONT', 'SIGCONT');
    expect(process.listenerCount('SIGTSTP')).toBe(before + 1);
    jobs.close();
  });

  it('returns by itself where nothing can stop it', () => {
    const { log, jobs } = recorder();
    jobs.suspend();
    vi.advanceTimersByTime(1000);
    expect(log).toEqual([...LEAVE, ...RETURN]);
    jobs.close();
  });

  it('obeys a stop signal from outside, once', () => {
    const { log, jobs } = recorder();
    process.emit('SIGTSTP', 'SIGTSTP');
    jobs.suspend();
    expect(log).toEqual(LEAVE);
    expect(jobs.isSuspended).toBe(true);
    jobs.close();
  });

  it('repaints after a stop that it had no part in', () => {
    const { log, jobs } = recorder();
    process.emit('SIGCONT', 'SIGCONT');
    expect(log).toEqual(RETURN);
    jobs.close();
  });

  it('lends the terminal to another program, and takes it back once', () => {
    const { log, jobs } = recorder();
    const lent = LEAVE.filter((word) => word !== 'stop');
    const takeBack = jobs.lend();
    expect(log).toEqual(lent);
    expect(jobs.isSuspended).toBe(true);
    takeBack();
    takeBack();
    expect(log).toEqual([...lent, ...RETURN]);
    expect(jobs.isSuspended).toBe(false);
    jobs.close();
  });

  it('leaves a terminal that it has lent alone, whatever signals come', () => {
    const { log, jobs } = recorder();
    const takeBack = jobs.lend();
    const before = [...log];
    jobs.suspend();
    process.emit('SIGCONT', 'SIGCONT');
    vi.advanceTimersByTime(1000);
    expect(log).toEqual(before);
    takeBack();
    jobs.close();
  });

  it('stops with whoever has borrowed the terminal, and returns only when that one is done', () => {
    const { log, jobs } = recorder();
    const takeBack = jobs.lend();
    const before = [...log];
    process.emit('SIGTSTP', 'SIGTSTP');
    expect(log).toEqual([...before, 'stop ourselves']);
    process.emit('SIGCONT', 'SIGCONT');
    vi.advanceTimersByTime(1000);
    process.emit('SIGTSTP', 'SIGTSTP');
    expect(log).toEqual([...before, 'stop ourselves', 'stop ourselves']);
    process.emit('SIGCONT', 'SIGCONT');
    takeBack();
    expect(log.slice(-RETURN.length)).toEqual(RETURN);
    jobs.close();
  });

  it.each(['taken back', 'closed'])('leaves Ctrl-C to the borrower until it is %s', (how) => {
    const { jobs } = recorder();
    const interrupted = vi.fn();
    process.on('SIGINT', interrupted);
    const takeBack = jobs.lend();
    process.emit('SIGINT', 'SIGINT');
    expect(interrupted).not.toHaveBeenCalled();
    if (how === 'closed') jobs.close();
    else takeBack();
    process.emit('SIGINT', 'SIGINT');
    expect(interrupted).toHaveBeenCalledOnce();
    process.off('SIGINT', interrupted);
    jobs.close();
  });

  it('does not take a terminal back after it was closed', () => {
    const { log, jobs } = recorder();
    const takeBack = jobs.lend();
    jobs.close();
    const before = [...log];
    takeBack();
    expect(log).toEqual(before);
  });

  it('leaves no listener behind', () => {
    const { jobs } = recorder();
    expect(listeners()).toBe(before + 2);
    jobs.close();
    expect(listeners()).toBe(before);
  });
});
