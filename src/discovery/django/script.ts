/**
 * The Python that a Django project runs once to tell its settings. Django 1.7 to 6, Python 2.7 to 3.
 * It goes through the project's own manage.py, with Django's command line switched off, so that paths,
 * dotenv files and the settings module are those of `manage.py runserver`. What the project prints
 * goes nowhere; the answer is JSON between two markers on the original standard output. Every item is
 * asked for by itself: one that fails leaves the others.
 */

/**
 * Takes the marker as its only argument; the current folder is the project's. The first marker comes as
 * soon as Django is there, so that a project which ends Python is told from a Python without Django.
 */
export const DJANGO_SCRIPT = `
import os, sys
OUT = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
MARK = sys.argv[1]
sys.argv = ['manage.py', 'check']
sys.path.insert(0, os.getcwd())
import base64, json, re

def say(text):
    data = text.encode('ascii')
    while data:
        data = data[os.write(OUT, data):]

def answer(data):
    say(json.dumps(data, ensure_ascii=True) + MARK)
    os._exit(0)

def failure(error):
    line, place = None, None
    trace = sys.exc_info()[2]
    root = os.path.realpath(os.getcwd()) + os.sep
    while trace is not None:
        name = os.path.realpath(trace.tb_frame.f_code.co_filename)
        if name.startswith(root) and 'site-packages' not in name and os.path.isfile(name):
            place, line = name[len(root):], trace.tb_lineno
        trace = trace.tb_next
    if isinstance(error, SyntaxError):
        place, line = error.filename and os.path.relpath(error.filename), error.lineno
    return {'type': type(error).__name__, 'message': ('%s' % (error,))[:300],
            'file': place, 'line': line}

try:
    import django
except ImportError:
    say(MARK)
    answer({'noDjango': True})
say(MARK)

from django.core import management

class Started(BaseException):
    pass

def started(*args, **kwargs):
    raise Started()

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
    django.setup()
except BaseException as error:
    answer({'error': failure(error), 'version': django.get_version()})

from django.conf import settings

try:
    text_type = unicode
except NameError:
    text_type = str

def plain(value):
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return ['%s' % (item,) for item in value]
    return '%s' % (value,)

def secret(value):
    if isinstance(value, bytes) and bytes is not str:
        return {'base64': base64.b64encode(value).decode('ascii')}
    value = value if isinstance(value, (str, text_type)) else '%s' % (value,)
    if isinstance(value, text_type):
        value = value.encode('utf-8', 'surrogatepass') if bytes is not str else value.encode('utf-8')
    return {'base64': base64.b64encode(value).decode('ascii')}

def source(module):
    name = getattr(module, '__file__', None) or ''
    name = re.sub(r'[.]pyc$', '.py', name)
    return os.path.abspath(name) if os.path.isfile(name) else None

def settings_files():
    first = sys.modules.get(settings.SETTINGS_MODULE)
    root = os.path.realpath(os.getcwd()) + os.sep
    files = [source(first)]
    for name in sorted(sys.modules):
        module = sys.modules[name]
        try:
            path = source(module)
        except Exception:
            continue
        if path and os.path.realpath(path).startswith(root) and 'site-packages' not in path \\
                and hasattr(module, '__dict__') and any(key in vars(module) for key in WATCHED):
            files.append(path)
    return [path for path in files if path]

SETTINGS = ['SESSION_COOKIE_NAME', 'SESSION_ENGINE', 'SESSION_SERIALIZER', 'SESSION_COOKIE_AGE',
            'SESSION_FILE_PATH', 'SESSION_CACHE_ALIAS', 'USE_TZ', 'TIME_ZONE',
            'DEFAULT_HASHING_ALGORITHM', 'AUTHENTICATION_BACKENDS', 'AUTH_USER_MODEL']
WATCHED = SETTINGS + ['SECRET_KEY', 'SECRET_KEY_FALLBACKS', 'DATABASES', 'CACHES']

def where(name):
    pattern = re.compile(r'^[ \\t]*' + name + r'[ \\t]*(?::[^=\\n]+)?=(?!=)', re.M)
    for path in FILES:
        try:
            with open(path, 'rb') as file:
                text = file.read().decode('utf-8', 'replace')
        except (IOError, OSError):
            continue
        found = None
        for found in pattern.finditer(text):
            pass
        if found:
            return [path, text.count('\\n', 0, found.start()) + 1]
    return [FILES[0] if FILES else None, None]

def overridden(name):
    return settings.is_overridden(name)

FILES = settings_files()
PARTS = {}
NOTES = []

def part(function):
    try:
        PARTS[function.__name__] = function()
    except BaseException as error:
        NOTES.append({'part': function.__name__, 'error': failure(error)})
    return function

@part
def values():
    return dict((name, {'value': plain(getattr(settings, name)),
                        'at': where(name) if overridden(name) else None})
                for name in SETTINGS if hasattr(settings, name))

@part
def secrets():
    keys = [secret(settings.SECRET_KEY)] if settings.SECRET_KEY else []
    return {'keys': keys, 'at': where('SECRET_KEY')}

@part
def fallbacks():
    keys = [secret(key) for key in getattr(settings, 'SECRET_KEY_FALLBACKS', None) or []]
    return {'keys': keys, 'at': where('SECRET_KEY_FALLBACKS')}

def database(alias):
    config = settings.DATABASES[alias]
    engine = '%s' % (config.get('ENGINE') or '',)
    name = '%s' % (config.get('NAME') or '',)
    if 'sqlite' in engine or 'spatialite' in engine:
        name = name if name == ':memory:' or name.startswith('file:') else os.path.abspath(name)
    return {'alias': alias, 'engine': engine, 'name': name, 'host': plain(config.get('HOST')),
            'port': plain(config.get('PORT')), 'user': plain(config.get('USER')),
            'at': where('DATABASES')}

def store_class():
    from importlib import import_module
    return import_module(settings.SESSION_ENGINE).SessionStore

@part
def session_store():
    cls = store_class()
    bases = [base.__module__ for base in cls.__mro__]
    kinds = ['cached_db', 'db', 'file', 'signed_cookies', 'cache']
    kind = [kind for kind in kinds if 'django.contrib.sessions.backends.' + kind in bases]
    salt = 'django.contrib.sessions.' + getattr(cls, '__qualname__', cls.__name__)
    try:
        salt = cls().key_salt
    except Exception:
        pass
    return {'module': cls.__module__, 'class': cls.__name__, 'kind': (kind or [None])[0],
            'salt': '%s' % (salt,)}

@part
def session_files():
    if PARTS.get('session_store', {}).get('kind') != 'file':
        return None
    import tempfile
    return os.path.abspath(settings.SESSION_FILE_PATH or tempfile.gettempdir())

@part
def session_table():
    from django.db import router
    if PARTS.get('session_store', {}).get('kind') not in ('db', 'cached_db'):
        return None
    cls = store_class()
    if hasattr(cls, 'get_model_class'):
        model = cls.get_model_class()
    else:
        from django.contrib.sessions.models import Session as model
    return {'table': model._meta.db_table, 'database': database(router.db_for_read(model))}

@part
def session_cache():
    if PARTS.get('session_store', {}).get('kind') not in ('cache', 'cached_db'):
        return None
    config = settings.CACHES[settings.SESSION_CACHE_ALIAS]
    location = config.get('LOCATION')
    if isinstance(location, (list, tuple)):
        location = location[0] if location else None
    return {'backend': '%s' % (config.get('BACKEND'),), 'location': plain(location),
            'at': where('CACHES')}

@part
def cache_key_format():
    if PARTS.get('session_store', {}).get('kind') not in ('cache', 'cached_db'):
        return None
    from django.core.cache import caches
    return '%s' % (caches[settings.SESSION_CACHE_ALIAS].make_key('{}'),)

@part
def users():
    from django.apps import apps
    from django.db import router
    if not apps.is_installed('django.contrib.auth'):
        return None
    from django.contrib.auth import get_user_model
    model = get_user_model()
    key = model._meta.pk
    column = key.column
    while getattr(key, 'remote_field', None) or getattr(key, 'rel', None):
        key = key.target_field if hasattr(key, 'target_field') else key.related_field
    field = lambda name: model._meta.get_field(name).column
    try:
        password = field('password')
    except Exception:
        password = None
    return {'table': model._meta.db_table, 'key': column, 'keyType': key.get_internal_type(),
            'name': field(model.USERNAME_FIELD), 'password': password,
            'database': database(router.db_for_read(model))}

answer({'version': django.get_version(), 'module': settings.SETTINGS_MODULE,
        'python': sys.executable, 'parts': PARTS, 'notes': NOTES})
`;
