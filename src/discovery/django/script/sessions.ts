/** Python: the session engine by its class, and where it keeps sessions. */

/**
 * An engine is known by its bases. No store is made (redis_sessions would connect to its Sentinels): what
 * a property tells is asked of an empty instance. django-redis-sessions has module settings of its own,
 * which differ between its versions in what they are made from.
 */
export const SESSIONS = String.raw`
KINDS = ['cached_db', 'db', 'file', 'signed_cookies', 'cache']

def store_class():
    from importlib import import_module
    return import_module(settings.SESSION_ENGINE).SessionStore

def attribute(cls, name):
    value = getattr(cls, name, None)
    return value.fget(cls.__new__(cls)) if isinstance(value, property) else value

def engine_kind(bases):
    for kind in KINDS:
        if 'django.contrib.sessions.backends.' + kind in bases:
            return kind
    packages = [base.split('.')[0] for base in bases]
    if 'redis_sessions' in packages:
        return 'redis'
    return 'db' if 'user_sessions' in packages or 'qsessions' in packages else None

@part
def session_store():
    cls = store_class()
    bases = [base.__module__ for base in cls.__mro__]
    kind = engine_kind(bases)
    known = [base for base in bases if base.startswith('django.contrib.sessions.backends.')
             or base.split('.')[0] in ('redis_sessions', 'user_sessions', 'qsessions')]
    salt = 'django.contrib.sessions.' + getattr(cls, '__qualname__', cls.__name__)
    try:
        salt = attribute(cls, 'key_salt') or salt
    except Exception:
        pass
    prefix = None
    if kind in ('cache', 'cached_db'):
        prefix = attribute(cls, 'cache_key_prefix')
        if prefix is None:
            prefix = getattr(sys.modules[known[0]], 'KEY_PREFIX', None)
    return {'class': class_name(cls), 'kind': kind, 'base': (known or [None])[0],
            'salt': '%s' % (salt,), 'prefix': plain(prefix)}

def engine():
    return (PARTS.get('session_store') or {}).get('kind')

@part
def session_files():
    if engine() != 'file':
        return None
    import tempfile
    return os.path.abspath('%s' % (settings.SESSION_FILE_PATH or tempfile.gettempdir(),))

def session_model():
    from importlib import import_module
    cls = store_class()
    if hasattr(cls, 'get_model_class'):
        return cls.get_model_class()
    package = PARTS['session_store']['base'].split('.backends.')[0]
    return import_module(package + '.models').Session

@part
def session_table():
    if engine() not in ('db', 'cached_db') or STAGE != 'ready':
        return None
    model = session_model()
    column = lambda name: model._meta.get_field(name).column
    return {'table': model._meta.db_table, 'alias': alias_for(model),
            'columns': [column('session_key'), column('session_data'), column('expire_date')]}

@part
def session_redis():
    if engine() != 'redis':
        return None
    from importlib import import_module
    own = import_module('redis_sessions.settings')
    names = ['HOST', 'PORT', 'DB', 'PASSWORD', 'PREFIX', 'URL', 'UNIX_DOMAIN_SOCKET_PATH', 'POOL']
    found = dict((name.lower(), deep(getattr(own, 'SESSION_REDIS_' + name, None))) for name in names)
    client = getattr(own, 'SESSION_REDIS_CONNECTION_OBJECT', None)
    if client is not None:
        used = client.connection_pool.connection_kwargs
        found.update((name, deep(used.get(name))) for name in ('host', 'port', 'db', 'password'))
        found.update(url=None, unix_domain_socket_path=deep(used.get('path')))
    found['sentinels'] = bool(getattr(own, 'SESSION_REDIS_SENTINEL_LIST', None))
    found['at'] = where('SESSION_REDIS(?:_[A-Z]+)*')
    return found
`;
