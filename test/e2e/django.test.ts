/**
 * The main job, with real parts: real Django behind the real program in its default settings, found
 * by itself in the project's folder, for each engine and serializer.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDjangoSite, type DjangoSite } from '../support/django-site.js';
import { afterEachEntry, expectedStory, storyOf, visitSite } from '../support/django-visit.js';
import { readRecording, type RecordedEntry } from '../support/har-reading.js';
import { describeWithDjango } from '../support/python-django.js';
import { startSpyProcess } from '../support/sessionspy-process.js';

describeWithDjango('Django behind the proxy', () => {
  const engines = [
    { engine: 'db', serializer: 'json', rotates: true },
    { engine: 'db', serializer: 'pickle', rotates: true },
    { engine: 'file', serializer: 'json', rotates: true },
    { engine: 'file', serializer: 'pickle', rotates: true },
    { engine: 'signed_cookies', serializer: 'json', rotates: false },
    { engine: 'signed_cookies', serializer: 'pickle', rotates: false },
  ];

  describe.each(engines)('$engine engine, $serializer', ({ engine, serializer, rotates }) => {
    let site: DjangoSite;
    let folder: string;
    let entries: readonly RecordedEntry[];
    let secrets: readonly string[];

    beforeAll(async () => {
      site = await startDjangoSite({ SESSION_ENGINE: engine, SESSION_SERIALIZER: serializer });
      folder = await mkdtemp(join(tmpdir(), 'sessionspy-e2e-'));
      const har = join(folder, 'out.har');
      const spy = await startSpyProcess(
        ['--target', `localhost:${site.port}`, '--listen', '0', '--headless', '--har', har],
        { cwd: site.folder, env: site.env },
      );
      secrets = await visitSite(spy.url, { pause: afterEachEntry(spy) });
      expect(await spy.stop()).toBe(0);
      entries = readRecording(har);
    });

    afterAll(async () => {
      await site.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('names the right user, transition and keys for every step', () => {
      expect(storyOf(entries)).toEqual(expectedStory({ rotates }));
    });

    it('shows the counter from 1 to 2, signed and verified where the engine signs', () => {
      const second = entries[2]?._sessionspy.session;
      expect(second?.changed).toEqual([{ op: 'changed', path: ['count'], before: 1, after: 2 }]);
      expect(second?.integrity).toBe('verified');
      expect(entries[5]?._sessionspy.user).toMatchObject({ name: 'ada', verified: true });
    });

    it('keeps session ids, tokens and passwords out of the recording', () => {
      const text = JSON.stringify(entries);
      for (const secret of secrets) expect(text).not.toContain(secret);
    });
  });
});
