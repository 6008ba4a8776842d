using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Management role assignments: to applications, to people, and those that role groups have by their roles.</summary>
internal static class RoleAssignmentCommands
{
    const int LongestName = 64;

    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        var all = All(c);
        if (c.Args.Text("Identity") is { Length: > 0 } identity)
        {
            var found = all.Where(a => Guid.TryParse(identity, out var id) ? a.Guid == id : Identities.Same(a.Name, identity)).ToList();
            return found.Count == 0 ? throw ExchangeFault.NotFound(identity) : Rows.Of(found, a => Of(c, a, null));
        }
        if (c.Args.Text("Role") is { Length: > 0 } role)
        {
            // The retired role is gone: asking for its assignments finds none (inferred). Any other unknown role is an error.
            if (RoleCatalog.Find(c.State, role) is null && !Identities.Same(RoleCatalog.Impersonation, role)) throw ExchangeFault.NotFound(role);
            all = all.Where(a => Identities.Same(a.Role, role));
        }
        if (c.Args.Text("RoleAssignee") is { Length: > 0 } assignee)
        {
            var ids = Assignees(c, assignee).ToHashSet();
            all = all.Where(a => ids.Contains(a.AssigneeId));
        }
        if (c.Args.Text("RoleAssigneeType") is { Length: > 0 } type) all = all.Where(a => Identities.Same(a.AssigneeType, type));
        if (c.Args.List("AssignmentMethod") is { } methods) all = all.Where(a => methods.Contains("Direct") || methods.Contains("RoleGroup") && a.AssigneeType == "RoleGroup");
        if (c.Args.Text("CustomRecipientWriteScope") is { Length: > 0 } scope) all = all.Where(a => Identities.Same(a.CustomRecipientWriteScope ?? a.CustomResourceScope, Identities.Scope(c.Tenant, scope).Name));
        if (c.Args.Text("RecipientWriteScope") is { Length: > 0 } write) all = all.Where(a => Identities.Same(RecipientScope.KindOf(a), write));
        if (c.Args.Bool("Enabled") is { } enabled) all = all.Where(a => a.Disabled != enabled);
        if (c.Args.Bool("Delegating") == true || c.Args.Bool("Exclusive") == true) all = [];
        var rows = all.OrderBy(a => a.Name, StringComparer.OrdinalIgnoreCase).ToList();
        return !c.Args.Flag("GetEffectiveUsers") ? Rows.Of(rows, a => Of(c, a, null))
            : Rows.Of(rows.SelectMany(a => EffectiveUsers(c, a).Select(user => (a, user))), pair => Of(c, pair.a, pair.user));
    }

    internal static IReadOnlyList<Func<Row>> New(CommandContext c)
    {
        c.RequireHydrated();
        RefuseOnServer(c);
        var role = Role(c, c.Args.Required("Role"));
        var forApplication = c.Args.Has("App");
        // Application roles are for applications and no others (documented for the first half, inferred for the second).
        if (forApplication != role.StartsWith("Application ", StringComparison.Ordinal))
            throw ExchangeFault.Failed("Microsoft.Exchange.Management.RbacTasks.InvalidRoleAssignmentException", $"The role \"{role}\" can't be assigned to this type of assignee.");
        var (id, type, name) = Assignee(c);
        var assignment = new RoleAssignment
        {
            Guid = c.Tenant.NewGuid(),
            Role = role,
            AssigneeId = id,
            AssigneeType = type,
            CustomResourceScope = ScopeName(c, "CustomResourceScope"),
            CustomRecipientWriteScope = ScopeName(c, "CustomRecipientWriteScope") ?? ScopeName(c, "ExclusiveRecipientWriteScope"),
            RecipientGroupScope = c.Args.Text("RecipientGroupScope") is { Length: > 0 } group ? Identities.Group(c.Tenant, group).Guid : null,
            AdministrativeUnitScope = c.Args.Text("RecipientAdministrativeUnitScope") is { Length: > 0 } unit ? Identities.AdministrativeUnit(c.Tenant, unit).Id : null,
            Created = c.Tenant.Now,
        };
        assignment.Name = Name(c, role, name);
        c.State.RoleAssignments.Add(assignment);
        return Rows.One(Of(c, assignment, null));
    }

    /// <summary>A new scope takes the place of the one before (documented). The assignments that a role group has by its roles are not kept one by one here.</summary>
    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        RefuseOnServer(c);
        var identity = c.Args.Required("Identity");
        var found = c.State.RoleAssignments.Where(a => Guid.TryParse(identity, out var id) ? a.Guid == id : Identities.Same(a.Name, identity)).ToList();
        if (found.Count == 0) throw ExchangeFault.NotFound(identity);
        var assignment = found[0];
        if (c.Args.Has("CustomResourceScope") != (assignment.AssigneeType == "ServicePrincipal") && (c.Args.Has("CustomResourceScope") || c.Args.Has("CustomRecipientWriteScope")))
            throw ExchangeFault.Failed("Microsoft.Exchange.Management.RbacTasks.InvalidRoleAssignmentException", $"That scope can't be used with the assignment \"{assignment.Name}\".");
        var before = (assignment.CustomResourceScope, assignment.CustomRecipientWriteScope, assignment.RecipientGroupScope, assignment.AdministrativeUnitScope, assignment.Disabled);
        var (resource, recipients) = (ScopeName(c, "CustomResourceScope"), ScopeName(c, "CustomRecipientWriteScope") ?? ScopeName(c, "ExclusiveRecipientWriteScope"));
        var group = c.Args.Text("RecipientGroupScope") is { Length: > 0 } g ? Identities.Group(c.Tenant, g).Guid : (Guid?)null;
        var unit = c.Args.Text("RecipientAdministrativeUnitScope") is { Length: > 0 } u ? Identities.AdministrativeUnit(c.Tenant, u).Id : (Guid?)null;
        if (c.Settings.Any(n => n.EndsWith("Scope", StringComparison.Ordinal)))
            (assignment.CustomResourceScope, assignment.CustomRecipientWriteScope, assignment.RecipientGroupScope, assignment.AdministrativeUnitScope) = (resource, recipients, group, unit);
        assignment.Disabled = c.Args.Bool("Enabled") is { } enabled ? !enabled : assignment.Disabled;
        if (before == (assignment.CustomResourceScope, assignment.CustomRecipientWriteScope, assignment.RecipientGroupScope, assignment.AdministrativeUnitScope, assignment.Disabled)) c.WarnUnchanged(assignment.Name);
        return Rows.None;
    }

    internal static IReadOnlyList<Func<Row>> Remove(CommandContext c)
    {
        var identity = c.Args.Required("Identity");
        var found = All(c).Where(a => Guid.TryParse(identity, out var id) ? a.Guid == id : Identities.Same(a.Name, identity)).ToList();
        if (found.Count == 0) throw ExchangeFault.NotFound(identity);
        foreach (var assignment in found)
            if (!c.State.RoleAssignments.Remove(assignment)) c.State.RoleGroups.First(g => g.Guid == assignment.AssigneeId).Roles.Remove(assignment.Role);
        return Rows.None;
    }

    /// <summary>The name of a role, or the refusal for the retired one.</summary>
    internal static string Role(CommandContext c, string name)
    {
        // Seen: only the exception's class name. Its namespace, the sentence and the status are ours (inferred).
        if (!c.State.IsExchangeServer && Identities.Same(RoleCatalog.Impersonation, name))
            throw ExchangeFault.Failed("Microsoft.Exchange.Management.RbacTasks.ManagementRoleDeprecatedException",
                $"The management role \"{RoleCatalog.Impersonation}\" is deprecated and can't be assigned any more. Use role based access control for applications instead.");
        return RoleCatalog.Find(c.State, name) ?? throw ExchangeFault.NotFound(name);
    }

    // Documented: these are there in the cloud only. That they are then unknown, as any parameter is that a command does not have, is inferred.
    static void RefuseOnServer(CommandContext c)
    {
        if (c.State.IsExchangeServer && new[] { "App", "CustomResourceScope", "RecipientGroupScope" }.FirstOrDefault(c.Args.Has) is { } online)
            throw ExchangeFault.BadParameters($"A parameter cannot be found that matches parameter name '{online}'.", "System.Management.Automation.ParameterBindingException");
    }

    static IEnumerable<RoleAssignment> All(CommandContext c) => c.State.RoleAssignments.Concat(c.State.RoleGroups.SelectMany(ByRoles));

    /// <summary>The assignments of a role group, those with a scope among them.</summary>
    internal static IEnumerable<RoleAssignment> OfGroup(CommandContext c, RoleGroup group) => ByRoles(group).Concat(c.State.RoleAssignments.Where(a => a.AssigneeId == group.Guid));

    /// <summary>A role group has one assignment for each of its roles (documented).</summary>
    static IEnumerable<RoleAssignment> ByRoles(RoleGroup g) => g.Roles.Select(role => new RoleAssignment
    {
        Guid = SandboxTenant.GuidOf($"{g.Guid}/{role}"),
        Name = $"{role}-{g.Name}",
        Role = role,
        AssigneeId = g.Guid,
        AssigneeType = "RoleGroup",
    });

    static (Guid Id, string Type, string Name) Assignee(CommandContext c)
    {
        if (c.Args.Text("App") is { Length: > 0 } app)
        {
            var principal = Identities.ServicePrincipal(c.Tenant, app);
            return (principal.ObjectId, "ServicePrincipal", principal.ObjectId.ToString());
        }
        if (c.Args.Text("User") is { Length: > 0 } user)
        {
            var person = Identities.User(c.Tenant, user) ?? throw ExchangeFault.NotFound(user);
            return (person.Id, "User", person.DisplayName);
        }
        if (c.Args.Text("SecurityGroup") is { Length: > 0 } group)
        {
            var found = Identities.RoleGroup(c.Tenant, group);
            return (found.Guid, "RoleGroup", found.Name);
        }
        // Role assignment policies are not in this tenant.
        throw ExchangeFault.NotFound(c.Args.Text("Policy") ?? "");
    }

    /// <summary>Documented: at most 64 characters; without a name it is made of role and assignee. How it is made unique is inferred.</summary>
    static string Name(CommandContext c, string role, string assignee)
    {
        if (c.Args.Text("Name") is { Length: > 0 } given)
        {
            if (given.Length > LongestName) throw ExchangeFault.Failed("Microsoft.Exchange.Data.DataValidationException", $"The name \"{given}\" is longer than {LongestName} characters.");
            return All(c).Any(a => Identities.Same(a.Name, given)) ? throw ExchangeFault.AlreadyExists("management role assignment", given) : given;
        }
        var basis = $"{role}-{assignee}";
        for (var n = 0; ; n++)
        {
            var tail = n == 0 ? "" : $"-{n}";
            var name = basis[..Math.Min(basis.Length, LongestName - tail.Length)] + tail;
            if (!All(c).Any(a => Identities.Same(a.Name, name))) return name;
        }
    }

    static string? ScopeName(CommandContext c, string parameter) => c.Args.Text(parameter) is { Length: > 0 } scope ? Identities.Scope(c.Tenant, scope).Name : null;

    static List<Guid> Assignees(CommandContext c, string identity)
    {
        var found = c.State.ExchangeServicePrincipals.Where(p => Guid.TryParse(identity, out var id) ? p.ObjectId == id || p.AppId == id : Identities.Same(p.DisplayName, identity)).Select(p => p.ObjectId)
            .Concat(c.State.RoleGroups.Where(g => Guid.TryParse(identity, out var id) ? g.Guid == id : Identities.Same(g.Name, identity)).Select(g => g.Guid)).ToList();
        if (Identities.User(c.Tenant, identity) is { } user)
        {
            found.Add(user.Id);
            // A person has the assignments of the groups that the person is in (documented).
            found.AddRange(c.State.RoleGroups.Where(g => RoleGroupCommands.MembersOf(c, g).Contains(user.Id)).Select(g => g.Guid));
        }
        return found.Count > 0 ? found : throw ExchangeFault.NotFound(identity);
    }

    static IEnumerable<string> EffectiveUsers(CommandContext c, RoleAssignment a) => a.AssigneeType == "RoleGroup"
        ? RoleGroupCommands.MembersOf(c, c.State.RoleGroups.First(g => g.Guid == a.AssigneeId)).Select(m => c.State.Users.GetValueOrDefault(m)?.DisplayName).OfType<string>()
        : [AssigneeName(c, a)];

    static string AssigneeName(CommandContext c, RoleAssignment a) => a.AssigneeType switch
    {
        "RoleGroup" => c.State.RoleGroups.FirstOrDefault(g => g.Guid == a.AssigneeId)?.Name,
        "User" => c.State.Users.GetValueOrDefault(a.AssigneeId)?.DisplayName,
        _ => c.State.ExchangeServicePrincipals.FirstOrDefault(p => p.ObjectId == a.AssigneeId)?.ObjectId.ToString(),
    } ?? a.AssigneeId.ToString();

    static Row Of(CommandContext c, RoleAssignment a, string? effectiveUser)
    {
        var assignee = AssigneeName(c, a);
        // A server names the object as it lies in the directory (inferred from its examples).
        var place = !c.State.IsExchangeServer ? assignee : $"{c.State.Domains[0]}/{(a.AssigneeType == "User" ? "Users" : "Microsoft Exchange Security Groups")}/{assignee}";
        return new Row().Text("Role", a.Role).Text("RoleAssignee", place).Text("RoleAssigneeName", assignee).Text("RoleAssigneeType", a.AssigneeType)
            .Text("AssignmentMethod", effectiveUser is null || a.AssigneeType != "RoleGroup" ? "Direct" : "RoleGroup").Text("EffectiveUserName", effectiveUser ?? (a.AssigneeType == "RoleGroup" ? "All Group Members" : assignee))
            .Text("CustomResourceScope", a.CustomResourceScope).Text("CustomRecipientWriteScope", a.CustomRecipientWriteScope).Text("RecipientReadScope", "Organization").Text("ConfigReadScope", "OrganizationConfig")
            .Text("RecipientWriteScope", RecipientScope.KindOf(a)).Text("ConfigWriteScope", "OrganizationConfig").Text("RoleAssignmentDelegationType", "Regular").Flag("Enabled", !a.Disabled)
            .Text("Name", a.Name).Text("Identity", a.Name).Text("Id", a.Name).Guid("Guid", a.Guid).Date("WhenCreated", a.Created).Date("WhenCreatedUTC", a.Created).Flag("IsValid", true);
    }
}
