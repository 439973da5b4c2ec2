/**
 * The main job on one kind of store: real Django keeps its sessions there, sessionspy finds that out by
 * itself, and the recording of one person's visit must tell the whole story.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startDjangoSite } from './django-site.js';
import { afterEachEntry, expectedStory, storyOf, visitSite } from './django-visit.js';
import { readRecording } from './har-reading.js';
import { startSpyProcess } from './sessionspy-process.js';

export interface StoryCase {
  /** `cached_db on PostgreSQL and Redis`. */
  readonly name: string;
  /** Of the site, see its README; asked for when the servers are up. */
  readonly variables: () =>
    Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** What sessionspy says of the store when it has found it. */
  readonly finds: RegExp;
  /** Whether what the store holds is signed. */
  readonly signed: boolean;
}

/** One test: login, counter, password change, logout, each entry right. */
export function itTellsTheStory({ name, variables, finds, signed }: StoryCase): void {
  it(`${name}: every step has its user, transition and keys`, async () => {
    const given = await variables();
    const people = given['USER_MODEL'] !== undefined;
    const site = await startDjangoSite(given);
    const folder = await mkdtemp(join(tmpdir(), 'sessionspy-story-'));
    try {
      const har = join(folder, 'out.har');
      const spy = await startSpyProcess(
        ['--target', `localhost:${site.port}`, '--listen', '0', '--headless', '--har', har],
        { cwd: site.folder, env: site.env },
      );
      const login = people ? 'ada@example.com' : 'ada';
      const secrets = await visitSite(spy.url, { login, pause: afterEachEntry(spy) });
      expect(spy.log()).toMatch(finds);
      expect(await spy.stop()).toBe(0);
      const entries = readRecording(har);
      expect(storyOf(entries)).toEqual(expectedStory({ rotates: true, name: login }));
      const counted = entries[2]?._sessionspy.session;
      expect(counted?.integrity).toBe(signed ? 'verified' : 'not-signed');
      expect(counted?.changed).toEqual([{ op: 'changed', path: ['count'], before: 1, after: 2 }]);
      const text = JSON.stringify(entries) + spy.log();
      for (const secret of secrets) expect(text).not.toContain(secret);
      if (given['DATABASE_URL']?.includes(':') === true) {
        const password = /:([^:@/]+)@/.exec(given['DATABASE_URL'])?.[1];
        if (password !== undefined) expect(text).not.toContain(decodeURIComponent(password));
      }
    } finally {
      await site.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
}
