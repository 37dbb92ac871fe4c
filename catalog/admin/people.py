"""People and roles. An administrator hands out the roles that exist, and nothing beyond them."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Q

from catalog.admin.guarding import GuardedMixin
from catalog.admin.site import site
from catalog.rules.roles import ROLES


@admin.register(User, site=site)
class PersonAdmin(GuardedMixin, UserAdmin):
    """Only a superuser sees single permissions, makes superusers or touches the account of one."""

    keeps_text = False  # its forms hold passwords

    list_display = ["username", "email", "roles", "is_active", "is_superuser", "last_login"]
    list_filter = ["groups", "is_active"]
    show_facets = admin.ShowFacets.ALWAYS
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        (
            "Role",
            {
                "fields": ["is_active", "is_staff", "groups"],
                "description": "An editor enters and edits, a verifier also looks up and publishes, an administrator "
                "looks after people. “Staff” opens this door at all.",
            },
        ),
    ]
    superuser_fieldsets = [("Beyond roles", {"fields": ["is_superuser", "user_permissions"], "classes": ["collapse"]})]

    def get_fieldsets(self, request, obj=None):
        own = super().get_fieldsets(request, obj)
        return [*own, *self.superuser_fieldsets] if obj and request.user.is_superuser else own

    def formfield_for_manytomany(self, db_field, request, **options):
        if db_field.name == "groups" and not request.user.is_superuser:
            held = Q(user=request.resolver_match.kwargs.get("object_id"))
            options["queryset"] = Group.objects.filter(Q(name__in=ROLES) | held).distinct()
        return super().formfield_for_manytomany(db_field, request, **options)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="roles")
    def roles(self, person):
        return ", ".join(group.name for group in person.groups.all()) or "none"


def _may_touch(request, person):
    return person is None or request.user.is_superuser or not person.is_superuser


@admin.register(Group, site=site)
class RoleAdmin(GuardedMixin, GroupAdmin):
    """The three roles are made from code at every migrate; here they can be looked at."""

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser and (obj is None or obj.name not in ROLES)
