/** Python: silence, the way out at the end, and the project's own manage.py up to a running Django. */

/**
 * What the project prints goes nowhere; the answer is JSON between two markers on the original standard
 * output. The first marker comes as soon as Django is there, so that a project which ends Python is told
 * from a Python without Django. LOADED are the modules that the settings alone brought in; STAGE says how
 * far the project came. `__main__` has a file, as python-dotenv looks for its own beside it otherwise.
 */
export const START = String.raw`
import os, sys
OUT = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
MARK = sys.argv[1]
sys.argv = ['manage.py', 'check']
sys.path.insert(0, os.getcwd())
sys.modules['__main__'].__file__ = os.path.abspath('manage.py')
import base64, json, re

def say(text):
    data = text.encode('ascii')
    while data:
        data = data[os.write(OUT, data):]

def answer(data):
    say(json.dumps(data, ensure_ascii=True) + MARK)
    os._exit(0)

ROOT = os.path.realpath(os.getcwd()) + os.sep

def is_ours(path):
    path = os.path.realpath(path)
    parts = path.split(os.sep)
    return path.startswith(ROOT) and 'site-packages' not in parts and 'dist-packages' not in parts

def failure(error):
    line, place = None, None
    trace = sys.exc_info()[2]
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if is_ours(name) and os.path.isfile(name):
            place, line = os.path.realpath(name)[len(ROOT):], trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError):
        place, line = error.filename and os.path.relpath(error.filename), error.lineno
    return {'type': type(error).__name__, 'message': ('%s' % (error,))[:300],
            'file': place, 'line': line}

try:
    import django
    from django.core import management
except Exception:
    say(MARK)
    answer({'noDjango': True})
say(MARK)

class Started(BaseException):
    pass

def started(*args, **kwargs):
    raise Started()

NOTES = []
management.ManagementUtility.execute = started
try:
    try:
        import runpy
        runpy.run_path('manage.py', run_name='__main__')
    except (Started, SystemExit):
        pass
    except Exception as error:
        if not os.environ.get('DJANGO_SETTINGS_MODULE'):
            raise
    from django.conf import settings
    settings.INSTALLED_APPS
except BaseException as error:
    answer({'error': failure(error), 'version': django.get_version()})

LOADED = set(sys.modules)
STAGE = 'settings'
try:
    if hasattr(django, 'setup'):
        django.setup()
    STAGE = 'ready'
except BaseException as error:
    NOTES.append({'part': 'setup', 'error': failure(error)})
`;

export const FINISH = String.raw`
answer({'version': django.get_version(), 'module': settings.SETTINGS_MODULE, 'stage': STAGE,
        'python': sys.executable, 'parts': PARTS, 'notes': NOTES})
`;
