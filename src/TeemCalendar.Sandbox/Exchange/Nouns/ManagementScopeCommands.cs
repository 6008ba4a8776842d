using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Management scopes: named recipient filters that limit a role assignment.</summary>
internal static class ManagementScopeCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        if (c.Args.Text("Identity") is { Length: > 0 } identity) return Rows.One(Of(c, Identities.Scope(c.Tenant, identity)));
        var scopes = c.State.Scopes.AsEnumerable();
        if (c.Args.Bool("Exclusive") is { } exclusive) scopes = scopes.Where(s => s.Exclusive == exclusive);
        if (c.Args.Flag("Orphan")) scopes = scopes.Where(s => !InUse(c, s));
        return Rows.Of(scopes.OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase), s => Of(c, s));
    }

    internal static IReadOnlyList<Func<Row>> New(CommandContext c)
    {
        c.RequireHydrated();
        var name = c.Args.Required("Name");
        CheckFree(c, name);
        var filter = c.Args.Required("RecipientRestrictionFilter");
        _ = MailboxCommands.Filter(filter);
        var scope = new ManagementScope { Guid = c.Tenant.NewGuid(), Name = name, RecipientFilter = filter, Exclusive = c.Args.Flag("Exclusive"), Created = c.Tenant.Now };
        c.State.Scopes.Add(scope);
        return Rows.One(Of(c, scope));
    }

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var scope = Identities.Scope(c.Tenant, c.Args.Required("Identity"));
        var changed = false;
        if (c.Args.Text("RecipientRestrictionFilter") is { Length: > 0 } filter)
        {
            _ = MailboxCommands.Filter(filter);
            changed |= c.Change(scope.RecipientFilter, filter, v => scope.RecipientFilter = v);
        }
        if (c.Args.Text("Name") is { Length: > 0 } name)
        {
            if (!Identities.Same(name, scope.Name)) CheckFree(c, name);
            changed |= c.Change(scope.Name, name, v => Rename(c, scope, v));
        }
        if (!changed) c.WarnUnchanged(scope.Name);
        return Rows.None;
    }

    static void Rename(CommandContext c, ManagementScope scope, string name)
    {
        foreach (var a in c.State.RoleAssignments)
        {
            if (Identities.Same(a.CustomResourceScope, scope.Name)) a.CustomResourceScope = name;
            if (Identities.Same(a.CustomRecipientWriteScope, scope.Name)) a.CustomRecipientWriteScope = name;
        }
        scope.Name = name;
    }

    /// <summary>Documented: a scope that an assignment uses can't be removed. The exception's class is inferred.</summary>
    internal static IReadOnlyList<Func<Row>> Remove(CommandContext c)
    {
        var scope = Identities.Scope(c.Tenant, c.Args.Required("Identity"));
        if (InUse(c, scope)) throw ExchangeFault.Failed("Microsoft.Exchange.Management.RbacTasks.ManagementScopeInUseException", $"The management scope \"{scope.Name}\" is in use by one or more role assignments and can't be removed.");
        c.State.Scopes.Remove(scope);
        return Rows.None;
    }

    static bool InUse(CommandContext c, ManagementScope s) => c.State.RoleAssignments.Any(a => Identities.Same(a.CustomResourceScope, s.Name) || Identities.Same(a.CustomRecipientWriteScope, s.Name));

    static void CheckFree(CommandContext c, string name)
    {
        if (c.State.Scopes.Any(s => Identities.Same(s.Name, name))) throw ExchangeFault.AlreadyExists("management scope", name);
    }

    static Row Of(CommandContext c, ManagementScope s) => new Row().Text("RecipientRoot", "").Text("RecipientFilter", s.RecipientFilter).Text("ServerFilter", "").Text("DatabaseFilter", "").Text("TenantOrganizationFilter", "")
        .Text("ScopeRestrictionType", "RecipientScope").Flag("Exclusive", s.Exclusive).Text("Name", s.Name).Text("Identity", s.Name).Text("Id", s.Name).Text("DistinguishedName", DirectoryNames.DistinguishedName(c.Tenant, s.Name))
        .Guid("Guid", s.Guid).Date("WhenCreated", s.Created).Date("WhenCreatedUTC", s.Created).Flag("IsValid", true);
}
