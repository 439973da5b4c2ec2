/** `sessionspy check` as its user runs it: on a recording of the demo app, and on one of a real Django. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import {
  logIntoAdmin,
  ROOT_PASSWORD,
  startProject,
  type DjangoProject,
} from '../support/django-project.js';
import { describeWithDjango } from '../support/python-django.js';
import { runSpy, startSpyProcess } from '../support/sessionspy-process.js';

let folder: string;
let recorded: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-check-'));
  recorded = join(folder, 'demo.har');
  const { code } = await runSpy(['demo', '--har', recorded], { cwd: folder });
  expect(code).toBe(0);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Each text as a rule. */
const rules = (...texts: readonly string[]): string[] =>
  texts.flatMap((text) => ['--expect', text]);

describe('sessionspy check', () => {
  it('ends with 0 when all hold', async () => {
    const { code, stdout, stderr } = await runSpy(
      [
        'check',
        recorded,
        ...rules(
          'must login-rotates-session',
          'must logout-destroys-session',
          'must no-cross-user-session',
          'must session-cookie-httponly',
          'must session-cookie-samesite',
          'no-5xx',
          'session never contains password',
          'max-session-size 4k',
          'count(event:login) >= 2',
          'every(path:/password) is is:authenticated',
        ),
      ],
      { cwd: folder },
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe('sessionspy: 10 expectations: 10 held, 0 failed\n');
  });

  it('does not let a report replace the recording', async () => {
    const before = await readFile(recorded, 'utf8');
    const { code, stderr } = await runSpy(
      ['check', recorded, ...rules('no-5xx'), '--report', `junit:${recorded}`],
      { cwd: folder },
    );
    expect(code).toBe(2);
    expect(stderr).toContain('the recording and --report name the same file');
    expect(await readFile(recorded, 'utf8')).toBe(before);
  });

  it('ends with 3 when one fails, and names the exchanges', async () => {
    const junit = join(folder, 'junit.xml');
    const { code, stdout, stderr } = await runSpy(
      [
        ...['check', recorded, ...rules('only ada on /me/', 'only ada on /nowhere')],
        ...['--report', `junit:${junit}`, '--report', 'github'],
      ],
      { cwd: folder },
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^sessionspy: failed: only ada on \/me\/: \d of the \d exchanges judged$/m,
    );
    expect(stderr).toMatch(
      /^ {2}#\d+ GET \/me\/ 200 grace s-[0-9a-f]{6}: Only ada may, and this was grace\.$/m,
    );
    expect(stderr).toMatch(
      /^sessionspy: nothing to check: only ada on \/nowhere: nothing came on/m,
    );
    expect(stdout).toMatch(/^::error title=only ada on \/me\/::[^\n]*\n::notice title=[^\n]*\n$/);
    expect(await readFile(junit, 'utf8')).toMatch(/tests="2" failures="1" errors="0" skipped="1"/);
  });

  it('judges each of several files by itself, by the rules of the configuration file', async () => {
    const config = join(folder, 'rules.json');
    await writeFile(config, JSON.stringify({ expect: ['some(path:/me)'] }));
    const empty = join(folder, 'empty.har');
    await writeFile(empty, '{"log":{"version":"1.2","entries":[]}}');
    const args = ['check', recorded, empty, '--config', config];
    const { code, stderr } = await runSpy(args, { cwd: folder });
    expect(code).toBe(3);
    expect(stderr).toContain(`sessionspy: ${recorded}: 1 expectation: 1 held, 0 failed\n`);
    expect(stderr).toContain(`sessionspy: ${empty}: failed: some(path:/me): none matches path:/me`);
  });

  it('judges a recording of another tool with the secret that is given', async () => {
    const foreign = fileURLToPath(new URL('../../fixtures/har/firefox.har', import.meta.url));
    const key = 'django-insecure-2f$k^w!8z@q#p0r(t)y_u+i=o-a3';
    const args = ['check', foreign, '--secret', 'env:KEY', ...rules('must count(event:login) = 1')];
    const { code, stderr } = await runSpy(args, { cwd: folder, env: { ...process.env, KEY: key } });
    expect(stderr).toMatch(/1 expectation: 1 held, 0 failed/);
    expect(code).toBe(0);
  });

  it.each([
    [['check'], /Name the recording to check/],
    [['check', 'demo.har'], /Say what must hold: sessionspy check out\.har --expect/],
    [['check', 'no.har', ...rules('no-5xx')], /There is no file "no\.har"/],
    [['check', 'demo.har', ...rules('no-6xx')], /did you mean no-5xx\?/],
    [['check', 'demo.har', '--listen', '1', ...rules('no-5xx')], /belongs to sessionspy watch/],
    [['chek', 'demo.har'], /too many|did you mean check/],
  ])('ends with 2 and one sentence for %j', async (args, message) => {
    const { code, stdout, stderr } = await runSpy(args, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

/**
 * Logs in as the session stands, where `django.contrib.auth.login` would give it another id; logs out by
 * dropping the cookie alone.
 */
const HOLE = `
from django.contrib import auth
from django.http import HttpResponse

def visit(request):
    request.session['seen'] = True
    return HttpResponse('seen')

def hole(request):
    user = auth.authenticate(request, username='root', password='${ROOT_PASSWORD}')
    request.session[auth.SESSION_KEY] = str(user.pk)
    request.session[auth.BACKEND_SESSION_KEY] = user.backend
    request.session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    return HttpResponse('in')

def leave(request):
    response = HttpResponse('out')
    response.delete_cookie('sessionid')
    return response

urlpatterns = [path('visit/', visit), path('hole/', hole), path('leave/', leave),`;

describeWithDjango('a Django app with holes in login and logout', (python) => {
  let project: DjangoProject;
  beforeAll(async () => {
    project = await startProject(python, (made) =>
      made.edit('mysite/urls.py', 'urlpatterns = [', HOLE),
    );
  });
  afterAll(() => project.remove());

  it('is caught, and its proper login and logout are not', async () => {
    const har = join(project.folder, 'out.har');
    const spy = await startSpyProcess(
      ['--target', `localhost:${project.port}`, '--listen', '0', '--headless', '--har', har],
      { cwd: project.folder },
    );
    const [proper, open] = [new Browser(spy.url), new Browser(spy.url)];
    await proper.get('/visit/');
    await logIntoAdmin(proper);
    await open.get('/visit/');
    await open.get('/hole/');
    const kept = open.cookies.get('sessionid') ?? '';
    await open.get('/leave/');
    await proper.get('/admin/logout/');
    const thief = new Browser(spy.url);
    await thief.get('/visit/', { Cookie: `sessionid=${kept}` });
    for (const browser of [proper, open, thief]) browser.close();
    expect(await spy.stop()).toBe(0);
    const both = rules('login-rotates-session', 'logout-destroys-session');
    const { code, stderr } = await runSpy(['check', har, ...both]);
    expect(stderr).toMatch(/failed: login-rotates-session: 1 of the 2 exchanges judged/);
    expect(stderr).toMatch(
      /^ {2}#\d+ GET \/hole\/ 200 root s-[0-9a-f]+: The session kept its id when root logged in\.$/m,
    );
    expect(stderr).toMatch(/failed: logout-destroys-session: 1 of the 3 exchanges judged/);
    expect(stderr).toMatch(
      /^ {2}#\d+ GET \/visit\/ 200 root s-[0-9a-f]+: The session still names root, though #\d+ had logged it out\.$/m,
    );
    expect(code).toBe(3);
  });
});
