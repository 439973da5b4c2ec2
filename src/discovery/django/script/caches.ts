/** Python: the cache that holds sessions: its class, its servers, and how it makes keys. */

/**
 * A cache is known by the bases of its class, for there are many that wrap one. A key format is believed
 * only if a key of a session really comes out as it says.
 */
export const CACHES = String.raw`
def cache_alias():
    return getattr(settings, 'SESSION_CACHE_ALIAS', 'default')

def cache_object():
    try:
        from django.core.cache import caches
        return caches[cache_alias()]
    except ImportError:
        from django.core.cache import get_cache
        return get_cache(cache_alias())

def cache_class(backend):
    try:
        return type(cache_object())
    except Exception:
        from importlib import import_module
        module, name = backend.rsplit('.', 1)
        return getattr(import_module(module), name)

@part
def session_cache():
    if engine() not in ('cache', 'cached_db'):
        return None
    config = settings.CACHES[cache_alias()]
    backend = '%s' % (config.get('BACKEND'),)
    location = config.get('LOCATION')
    found = {'backend': backend, 'options': deep(config.get('OPTIONS') or {}), 'at': where('CACHES'),
             'locations': deep(location if isinstance(location, (list, tuple)) else [location or '']),
             'factory': deep(getattr(settings, 'DJANGO_REDIS_CONNECTION_FACTORY', None))}
    try:
        found['bases'] = [class_name(base) for base in cache_class(backend).__mro__]
    except Exception:
        found['bases'] = [backend]
    if 'django.core.cache.backends.filebased.FileBasedCache' in found['bases']:
        found['locations'] = [os.path.abspath('%s' % (location,))]
    return found

@part
def cache_table():
    bases = (PARTS.get('session_cache') or {}).get('bases') or []
    if not any(base.startswith('django.core.cache.backends.db.') for base in bases):
        return None
    cache = cache_object()
    return {'table': cache._table, 'alias': alias_for(cache.cache_model_class)}

def maker_of_keys(cache):
    config = settings.CACHES[cache_alias()]
    function = config.get('KEY_FUNCTION')
    if not function:
        return class_name(type(cache)) + '.make_key'
    return function if not callable(function) else class_name(function)

@part
def cache_keys():
    if engine() not in ('cache', 'cached_db'):
        return None
    cache = cache_object()
    if not hasattr(cache, 'make_key'):
        return {'format': '{}'}
    form, sample = '%s' % (cache.make_key('{}'),), 'django.contrib.sessions.cache' + 'a1' * 16
    is_certain = form.count('{}') == 1 and form.replace('{}', sample) == '%s' % (cache.make_key(sample),)
    return {'format': form if is_certain else None, 'function': maker_of_keys(cache)}
`;
