/** Python: the user model's tables and columns, and what it does in its own way. */

/**
 * Where a model inherits from another one that has a table, the row with the name is that one's; both
 * have the same key. A column that the model does not have is told as the empty text.
 */
export const USERS = String.raw`
def user_model():
    try:
        from django.apps import apps
        if not apps.is_installed('django.contrib.auth'):
            return None
    except ImportError:
        if 'django.contrib.auth' not in settings.INSTALLED_APPS:
            return None
    try:
        from django.contrib.auth import get_user_model
        return get_user_model()
    except ImportError:
        from django.contrib.auth.models import User
        return User

def related(field):
    remote = getattr(field, 'remote_field', None) or getattr(field, 'rel', None)
    return remote and (getattr(remote, 'model', None) or remote.to)

def key_type(field):
    while related(field):
        field = related(field)._meta.pk
    return field.get_internal_type()

def own_model(model, field):
    owner = field.model
    return model if owner._meta.abstract else owner

def column_in(owner, model, name):
    try:
        field = model._meta.get_field(name)
        return field.column if own_model(model, field) is owner and field.column else ''
    except Exception:
        return ''

def hash_is_own(model):
    try:
        from django.contrib.auth.base_user import AbstractBaseUser
    except ImportError:
        from django.contrib.auth import models
        AbstractBaseUser = getattr(models, 'AbstractBaseUser', models.User)
    code = lambda cls, name: getattr(getattr(cls, name, None), '__code__', None)
    return any(code(model, name) is not code(AbstractBaseUser, name)
               for name in ('get_session_auth_hash', '_get_session_auth_hash'))

@part
def users():
    model = STAGE == 'ready' and user_model()
    if not model:
        return None
    model = getattr(model._meta, 'concrete_model', None) or model
    named = model._meta.get_field(getattr(model, 'USERNAME_FIELD', 'username'))
    owner = own_model(model, named)
    found = {'table': owner._meta.db_table, 'key': owner._meta.pk.column,
             'keyType': key_type(owner._meta.pk), 'name': named.column, 'alias': alias_for(owner),
             'isHashOwn': hash_is_own(model)}
    columns = [('password', 'password'), ('active', 'is_active'), ('staff', 'is_staff')]
    found.update((key, column_in(owner, model, name)) for key, name in columns)
    return found

@part
def groups():
    model = STAGE == 'ready' and user_model()
    if not model:
        return None
    try:
        field = model._meta.get_field('groups')
        group = related(field)
        table = field.m2m_db_table()
    except Exception:
        return {'table': ''}
    name = column_in(own_model(group, group._meta.get_field('name')), group, 'name')
    return {'table': table, 'userColumn': field.m2m_column_name(),
            'groupColumn': field.m2m_reverse_name(), 'groupTable': group._meta.db_table,
            'groupKey': group._meta.pk.column, 'groupName': name}
`;
