using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Exchange's own pointers to applications, and what its roles let an application do.</summary>
internal static class ServicePrincipalCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c) => c.Args.Text("Identity") is { Length: > 0 } identity
        ? Rows.One(Of(c, Identities.ServicePrincipal(c.Tenant, identity)))
        : Rows.Of(c.State.ExchangeServicePrincipals.OrderBy(p => p.DisplayName, StringComparer.OrdinalIgnoreCase), p => Of(c, p));

    /// <summary>Exchange does not look into the directory: a wrong object id is taken, and the application then has no access (the documented trap; that it is taken is inferred).</summary>
    internal static IReadOnlyList<Func<Row>> New(CommandContext c)
    {
        var app = Id(c, "AppId");
        var obj = Id(c, "ObjectId");
        if (c.State.ExchangeServicePrincipals.Any(p => p.AppId == app || p.ObjectId == obj)) throw ExchangeFault.AlreadyExists("service principal", app.ToString());
        var principal = new ExchangeServicePrincipal { ObjectId = obj, AppId = app, DisplayName = c.Args.Text("DisplayName") ?? "", Created = c.Tenant.Now };
        c.State.ExchangeServicePrincipals.Add(principal);
        return Rows.One(Of(c, principal));
    }

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var principal = Identities.ServicePrincipal(c.Tenant, c.Args.Required("Identity"));
        if (c.Args.Text("DisplayName") is not { } name || name == principal.DisplayName) c.WarnUnchanged(principal.ObjectId.ToString());
        else principal.DisplayName = name;
        return Rows.None;
    }

    /// <summary>Its assignments go with it (inferred: a role assignment without its assignee makes no sense).</summary>
    internal static IReadOnlyList<Func<Row>> Remove(CommandContext c)
    {
        var principal = Identities.ServicePrincipal(c.Tenant, c.Args.Required("Identity"));
        c.State.ExchangeServicePrincipals.Remove(principal);
        c.State.RoleAssignments.RemoveAll(a => a.AssigneeType == "ServicePrincipal" && a.AssigneeId == principal.ObjectId);
        foreach (var group in c.State.RoleGroups) group.Members.Remove(principal.ObjectId);
        return Rows.None;
    }

    /// <summary>Documented: one row an assignment of Exchange, past the cache. What Entra consented is not in it.</summary>
    internal static IReadOnlyList<Func<Row>> TestAuthorization(CommandContext c)
    {
        var principal = Identities.ServicePrincipal(c.Tenant, c.Args.Required("Identity"));
        var resource = c.Args.Text("Resource") is { Length: > 0 } identity ? Identities.Mailbox(c.Tenant, identity) : null;
        return Rows.Of(ApplicationRoles.AssignmentsOf(c.Tenant, principal.ObjectId).ToList(), a =>
        {
            var row = new Row().Text("RoleName", a.Role).Text("GrantedPermissions", string.Join(", ", ApplicationRoles.PermissionsOf(a.Role)))
                .Text("AllowedResourceScope", RecipientScope.NameOf(c.State, a) ?? "Organization").Text("ScopeType", RecipientScope.KindOf(a));
            return resource is null ? row.Text("InScope", "Not Run") : row.Flag("InScope", RecipientScope.Includes(c.Tenant, a, resource));
        });
    }

    static Guid Id(CommandContext c, string name)
    {
        var text = c.Args.Required(name);
        return Guid.TryParse(text, out var id) ? id : throw ExchangeFault.BadValue(name, text, "System.Guid", "Guid should contain 32 digits with 4 dashes");
    }

    static Row Of(CommandContext c, ExchangeServicePrincipal p) => new Row().Text("DisplayName", p.DisplayName).Text("ObjectId", p.ObjectId.ToString()).Text("AppId", p.AppId.ToString())
        .Text("Name", p.ObjectId.ToString()).Text("Identity", p.ObjectId.ToString()).Guid("Guid", SandboxTenant.GuidOf($"{c.State.TenantId}/{p.ObjectId}")).Date("WhenCreated", p.Created).Date("WhenCreatedUTC", p.Created).Flag("IsValid", true);
}
