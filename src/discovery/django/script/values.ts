/** Python: values as JSON, the places that say so, settings, secrets and the files to watch. */

/**
 * `part` runs a question by itself: one that fails leaves a note and the others; where the apps could not
 * be loaded, that has been noted. Texts that may be secret go as base64; what is no plain value goes as the
 * name of its class. `where` finds the last assignment in the first file that has one, of modules in the
 * order in which they were begun: settings before what they import.
 */
export const VALUES = String.raw`
try:
    text_type, integers = unicode, (int, long)
except NameError:
    text_type, integers = str, (int,)

def number(value):
    return value if value == value and abs(value) != float('inf') else None

def plain(value):
    if value is None or isinstance(value, (bool,) + integers):
        return value
    if isinstance(value, float):
        return number(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ['%s' % (item,) for item in value]
    return '%s' % (value,)

def class_name(cls):
    return '%s.%s' % (cls.__module__, getattr(cls, '__qualname__', cls.__name__))

def deep(value, depth=0):
    if value is None or isinstance(value, (bool,) + integers):
        return value if value is None or isinstance(value, bool) else int(value)
    if isinstance(value, float):
        return number(value)
    if depth < 6 and isinstance(value, dict):
        return dict(('%s' % (key,), deep(item, depth + 1)) for key, item in value.items())
    if depth < 6 and isinstance(value, (list, tuple, set, frozenset)):
        return [deep(item, depth + 1) for item in value]
    if isinstance(value, bytes) and bytes is not str:
        return value.decode('utf-8', 'replace')
    if isinstance(value, (str, text_type)) or hasattr(value, '__fspath__') or is_lazy(value):
        return '%s' % (value,)
    return {'object': class_name(value if isinstance(value, type) else type(value))}

def is_lazy(value):
    from django.utils.functional import Promise
    return isinstance(value, Promise)

def secret(value):
    if callable(value) and not isinstance(value, (str, text_type)) and not is_lazy(value):
        value = value()
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

SETTINGS = ['SESSION_COOKIE_NAME', 'SESSION_ENGINE', 'SESSION_SERIALIZER', 'SESSION_COOKIE_AGE',
            'SESSION_COOKIE_DOMAIN', 'SESSION_COOKIE_PATH', 'SESSION_COOKIE_SECURE',
            'SESSION_COOKIE_HTTPONLY', 'SESSION_COOKIE_SAMESITE', 'SESSION_SAVE_EVERY_REQUEST',
            'SESSION_EXPIRE_AT_BROWSER_CLOSE', 'SESSION_FILE_PATH', 'SESSION_CACHE_ALIAS',
            'CSRF_COOKIE_NAME', 'CSRF_USE_SESSIONS', 'MESSAGE_STORAGE', 'USE_TZ', 'TIME_ZONE',
            'DEFAULT_HASHING_ALGORITHM', 'AUTHENTICATION_BACKENDS', 'AUTH_USER_MODEL']
TELLING = SETTINGS + ['SECRET_KEY', 'SECRET_KEY_FALLBACKS', 'DATABASES', 'CACHES', 'DATABASE_ROUTERS',
                      'SESSION_REDIS']

def module_files(is_wanted):
    files = []
    names = list(sys.modules)
    for name in names if sys.version_info >= (3, 7) else sorted(names):
        try:
            module = sys.modules[name]
            path = source(module)
            if path and is_ours(path) and is_wanted(name, module):
                files.append(path)
        except Exception:
            continue
    return files

def has_settings(name, module):
    return hasattr(module, '__dict__') and any(key in vars(module) for key in TELLING)

FIRST = source(sys.modules.get(settings.SETTINGS_MODULE))
FILES = [FIRST] if FIRST else []
FILES += [path for path in module_files(has_settings) if path not in FILES]

def where(name):
    pattern = re.compile(r'^[ \t]*' + name + r'[ \t]*(?:\[[^\]\n]*\][ \t]*)*(?::[^=\n]+)?=(?!=)', re.M)
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
            return [path, text.count('\n', 0, found.start()) + 1]
    return [FILES[0] if FILES else None, None]

PARTS = {}

def part(function):
    try:
        PARTS[function.__name__] = function()
    except BaseException as error:
        if STAGE == 'ready':
            NOTES.append({'part': function.__name__, 'error': failure(error)})
    return function

def is_overridden(name):
    if hasattr(settings, 'is_overridden'):
        return settings.is_overridden(name)
    return hasattr(sys.modules.get(settings.SETTINGS_MODULE), name)

@part
def values():
    return dict((name, {'value': plain(getattr(settings, name)),
                        'at': where(name) if is_overridden(name) else None})
                for name in SETTINGS if hasattr(settings, name))

@part
def secrets():
    keys = [secret(settings.SECRET_KEY)] if settings.SECRET_KEY else []
    return {'keys': keys, 'at': where('SECRET_KEY')}

@part
def fallbacks():
    keys = [secret(key) for key in getattr(settings, 'SECRET_KEY_FALLBACKS', None) or []]
    return {'keys': keys, 'at': where('SECRET_KEY_FALLBACKS')}

@part
def files():
    loaded = module_files(lambda name, module: name in LOADED)
    return sorted(set(FILES + loaded[:200]))

@part
def environment():
    names = ['HOME'] + [name for name in os.environ if re.match('PG[A-Z]+$', name)]
    return dict((name, secret(os.environ[name])) for name in names if name in os.environ)
`;
