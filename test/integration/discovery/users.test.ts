/** User models of real Django projects: tables, columns, groups, hashes. */
import { afterEach, expect, it } from 'vitest';
import { WrittenProject } from '../../support/written-project.js';
import { describeWithDjango } from '../../support/python-django.js';

let project: WrittenProject;
afterEach(() => project.remove());

async function withModel(models: string): Promise<Readonly<Record<string, unknown>>> {
  project = await WrittenProject.make(
    "INSTALLED_APPS.append('people')\nAUTH_USER_MODEL = 'people.Person'\n",
  );
  await project.write('people/__init__.py', '');
  await project.write(
    'people/models.py',
    `import uuid
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser, Group, PermissionsMixin
from django.db import models
${models}`,
  );
  const { settings, messages } = await project.discover();
  expect(messages).toEqual([]);
  return Object.fromEntries(
    Object.entries(settings).filter(([name]) => /^(?:user|group)_/.test(name)),
  );
}

describeWithDjango("a project's users", () => {
  it("are Django's own, with groups", async () => {
    project = await WrittenProject.make();
    expect((await project.discover()).settings).toMatchObject({
      user_table: 'auth_user',
      user_pk_column: 'id',
      user_pk_type: 'AutoField',
      user_name_column: 'username',
      user_password_column: 'password',
      user_active_column: 'is_active',
      user_staff_column: 'is_staff',
      user_hash_is_own: false,
      user_groups_table: 'auth_user_groups',
      user_groups_user_column: 'user_id',
      user_groups_group_column: 'group_id',
      group_table: 'auth_group',
      group_pk_column: 'id',
      group_name_column: 'name',
    });
  });

  it('may have columns of other names, and groups of their own', async () => {
    const settings = await withModel(`
class Circle(models.Model):
    code = models.CharField(max_length=9, primary_key=True, db_column='circle_code')
    name = models.CharField(max_length=9, db_column='title')
class Person(AbstractBaseUser):
    number = models.UUIDField(primary_key=True, default=uuid.uuid4, db_column='person_no')
    email = models.EmailField(unique=True, db_column='mail')
    is_active = models.BooleanField(default=True, db_column='enabled')
    groups = models.ManyToManyField(Circle, db_table='person_in_circle')
    USERNAME_FIELD = 'email'
    class Meta:
        db_table = 'persons'
`);
    expect(settings).toEqual({
      user_table: 'persons',
      user_pk_column: 'person_no',
      user_pk_type: 'UUIDField',
      user_name_column: 'mail',
      user_password_column: 'password',
      user_active_column: 'enabled',
      user_staff_column: '',
      user_hash_is_own: false,
      user_groups_table: 'person_in_circle',
      user_groups_user_column: 'person_id',
      user_groups_group_column: 'circle_id',
      group_table: 'people_circle',
      group_pk_column: 'circle_code',
      group_name_column: 'title',
    });
  });

  it('may have no groups', async () => {
    const settings = await withModel(`
class Person(AbstractBaseUser):
    email = models.EmailField(unique=True)
    USERNAME_FIELD = 'email'
`);
    expect(settings).toMatchObject({ user_table: 'people_person', user_groups_table: '' });
    expect(settings).not.toHaveProperty('group_table');
    // is_active is no column there, but always true.
    expect(settings).toMatchObject({ user_active_column: '' });
  });

  it('may make the hash of a session in their own way', async () => {
    const settings = await withModel(`
class Person(AbstractUser):
    def get_session_auth_hash(self):
        return 'x' + super().get_session_auth_hash()
`);
    expect(settings).toMatchObject({
      user_hash_is_own: true,
      user_groups_table: 'people_person_groups',
    });
  });

  it('that inherit from users with a table are rows of that table', async () => {
    const settings = await withModel(`
class Account(AbstractUser):
    groups = models.ManyToManyField(Group)
    user_permissions = None
class Person(Account):
    nickname = models.CharField(max_length=9)
`);
    expect(settings).toMatchObject({
      user_table: 'people_account',
      user_pk_column: 'id',
      user_pk_type: 'AutoField',
      user_name_column: 'username',
      user_password_column: 'password',
      user_active_column: 'is_active',
      user_groups_table: 'people_account_groups',
      user_groups_user_column: 'account_id',
    });
  });

  it('may have another model as their key', async () => {
    const settings = await withModel(`
class Member(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
class Person(AbstractBaseUser):
    member = models.OneToOneField(Member, primary_key=True, on_delete=models.CASCADE)
    email = models.EmailField(unique=True)
    USERNAME_FIELD = 'email'
`);
    expect(settings).toMatchObject({ user_pk_column: 'member_id', user_pk_type: 'UUIDField' });
  });

  it('may not be there at all', async () => {
    project = await WrittenProject.make("INSTALLED_APPS.remove('django.contrib.auth')\n");
    const { settings, messages } = await project.discover();
    expect(settings).not.toHaveProperty('user_table');
    expect(messages).toEqual([]);
  });
});
