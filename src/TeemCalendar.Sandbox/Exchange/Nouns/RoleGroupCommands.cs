using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Role groups and their members.</summary>
internal static class RoleGroupCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c)
    {
        if (c.Args.Text("Identity") is { Length: > 0 } identity) return Rows.One(Of(c, Identities.RoleGroup(c.Tenant, identity)));
        return Rows.Of(c.State.RoleGroups.OrderBy(g => g.Name, StringComparer.OrdinalIgnoreCase), g => Of(c, g));
    }

    internal static IReadOnlyList<Func<Row>> New(CommandContext c)
    {
        c.RequireHydrated();
        var name = c.Args.Required("Name");
        CheckLength(name);
        if (c.State.RoleGroups.Any(g => Identities.Same(g.Name, name))) throw ExchangeFault.AlreadyExists("role group", name);
        var group = new RoleGroup
        {
            Guid = c.Tenant.NewGuid(),
            Name = name,
            DisplayName = c.Args.Text("DisplayName"),
            Description = c.Args.Text("Description") ?? "",
            Roles = [.. (c.Args.List("Roles") ?? []).Select(role => RoleAssignmentCommands.Role(c, role))],
            Members = [.. (c.Args.List("Members") ?? []).Select(m => Member(c, m))],
        };
        c.State.RoleGroups.Add(group);
        return Rows.One(Of(c, group));
    }

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var group = Identities.RoleGroup(c.Tenant, c.Args.Required("Identity"));
        RequireChangeable(group);
        var before = (group.Name, group.DisplayName, group.Description, string.Join('\n', group.ManagedBy));
        if (c.Args.Text("Name") is { Length: > 0 } name)
        {
            CheckLength(name);
            if (c.State.RoleGroups.Any(g => g != group && Identities.Same(g.Name, name))) throw ExchangeFault.AlreadyExists("role group", name);
            group.Name = name;
        }
        group.DisplayName = c.Args.Text("DisplayName") ?? group.DisplayName;
        group.Description = c.Args.Text("Description") ?? group.Description;
        group.ManagedBy = c.Args.Change("ManagedBy")?.Apply(group.ManagedBy) ?? group.ManagedBy;
        if (before == (group.Name, group.DisplayName, group.Description, string.Join('\n', group.ManagedBy))) c.WarnUnchanged(group.Name);
        return Rows.None;
    }

    internal static IReadOnlyList<Func<Row>> Remove(CommandContext c)
    {
        var group = Identities.RoleGroup(c.Tenant, c.Args.Required("Identity"));
        RequireChangeable(group);
        // Documented: built-in role groups can't be removed. The exception's class is inferred.
        if (RoleCatalog.IsBuiltIn(group.Name))
            throw ExchangeFault.Failed("Microsoft.Exchange.Management.RbacTasks.CannotDeleteBuiltInRoleGroupException", $"The role group \"{group.Name}\" is built in and can't be removed.");
        c.State.RoleGroups.Remove(group);
        c.State.RoleAssignments.RemoveAll(a => a.AssigneeId == group.Guid);
        return Rows.None;
    }

    internal static IReadOnlyList<Func<Row>> GetMember(CommandContext c) =>
        Rows.Of(DirectMembersOf(c, Identities.RoleGroup(c.Tenant, c.Args.Required("Identity"))), m => MemberRow(c, m));

    internal static IReadOnlyList<Func<Row>> AddMember(CommandContext c)
    {
        var group = Identities.RoleGroup(c.Tenant, c.Args.Required("Identity"));
        RequireChangeable(group);
        var member = Member(c, c.Args.Required("Member"));
        if (group.Members.Contains(member))
            throw ExchangeFault.Failed("Microsoft.Exchange.Management.Tasks.MemberAlreadyExistsException", $"The recipient \"{c.Args.Text("Member")}\" is already a member of the group \"{group.Name}\".");
        group.Members.Add(member);
        return Rows.None;
    }

    internal static IReadOnlyList<Func<Row>> RemoveMember(CommandContext c)
    {
        var group = Identities.RoleGroup(c.Tenant, c.Args.Required("Identity"));
        RequireChangeable(group);
        if (!group.Members.Remove(Member(c, c.Args.Required("Member"))))
            throw ExchangeFault.Failed("Microsoft.Exchange.Management.Tasks.MemberNotFoundException", $"The recipient \"{c.Args.Text("Member")}\" isn't a member of the group \"{group.Name}\".");
        return Rows.None;
    }

    /// <summary>All people in a group, those of the groups inside it too.</summary>
    internal static IReadOnlySet<Guid> MembersOf(CommandContext c, RoleGroup group)
    {
        var found = new HashSet<Guid>();
        void Walk(RoleGroup g)
        {
            foreach (var member in DirectMembersOf(c, g))
                if (found.Add(member) && c.State.RoleGroups.FirstOrDefault(x => x.Guid == member) is { } inner) Walk(inner);
        }
        Walk(group);
        return found;
    }

    /// <summary>The groups that mirror a directory role have the people with that role as members (documented).</summary>
    static IEnumerable<Guid> DirectMembersOf(CommandContext c, RoleGroup group)
    {
        Guid? role = group.Name switch
        {
            _ when group.Name.StartsWith("ExchangeServiceAdmins_", StringComparison.Ordinal) => DirectoryRoleCatalog.ExchangeAdministrator,
            _ when group.Name.StartsWith("TenantAdmins_", StringComparison.Ordinal) => DirectoryRoleCatalog.GlobalAdministrator,
            _ when group.Name.StartsWith("HelpdeskAdmins_", StringComparison.Ordinal) => DirectoryRoleCatalog.HelpdeskAdministrator,
            _ => null,
        };
        return group.Members.Concat(c.State.DirectoryRoles.Where(r => r.RoleTemplateId == role && c.State.Users.ContainsKey(r.PrincipalId)).Select(r => r.PrincipalId)).Distinct();
    }

    static void CheckLength(string name)
    {
        if (name.Length > 64) throw ExchangeFault.Failed("Microsoft.Exchange.Data.DataValidationException", $"The name \"{name}\" is longer than 64 characters.");
    }

    static Guid Member(CommandContext c, string identity)
    {
        if (Identities.User(c.Tenant, identity) is { } user) return user.Id;
        if (c.State.RoleGroups.FirstOrDefault(g => Identities.Same(g.Name, identity) || Guid.TryParse(identity, out var id) && g.Guid == id) is { } group) return group.Guid;
        return Identities.ServicePrincipal(c.Tenant, identity).ObjectId;
    }

    // Documented: centrally synchronised groups can't be changed in Exchange. The exception's class is inferred.
    static void RequireChangeable(RoleGroup group)
    {
        if (group.SyncedFromDirectory)
            throw ExchangeFault.Failed("Microsoft.Exchange.Configuration.Tasks.TaskInvalidOperationException", $"The role group \"{group.Name}\" is managed in the directory and can't be changed here.");
    }

    static Row MemberRow(CommandContext c, Guid member)
    {
        var mailbox = c.State.Mailboxes.GetValueOrDefault(member);
        var user = c.State.Users.GetValueOrDefault(member);
        var name = mailbox?.Name ?? user?.DisplayName ?? c.State.RoleGroups.FirstOrDefault(g => g.Guid == member)?.Name ?? member.ToString();
        return new Row().Text("Name", name).Text("DisplayName", user?.DisplayName ?? name).Text("RecipientType", mailbox is not null ? "UserMailbox" : user is not null ? "User" : "Group")
            .Text("RecipientTypeDetails", mailbox?.RecipientTypeDetails ?? (user is not null ? "User" : "RoleGroup")).Text("PrimarySmtpAddress", mailbox?.PrimarySmtpAddress ?? "").Text("WindowsLiveID", user?.UserPrincipalName ?? "")
            .Text("ExternalDirectoryObjectId", member.ToString()).Text("Identity", name).Guid("Guid", mailbox?.Guid ?? member).Flag("IsValid", true);
    }

    static Row Of(CommandContext c, RoleGroup g) => new Row().Strings("ManagedBy", g.ManagedBy).Strings("RoleAssignments", RoleAssignmentCommands.OfGroup(c, g).Select(a => a.Name)).Strings("Roles", RoleAssignmentCommands.OfGroup(c, g).Select(a => a.Role).Distinct())
        .Text("DisplayName", g.DisplayName ?? g.Name).Text("ExternalDirectoryObjectId", g.Guid.ToString()).Strings("Members", DirectMembersOf(c, g).Select(m => c.State.Mailboxes.GetValueOrDefault(m)?.Name
            ?? c.State.Users.GetValueOrDefault(m)?.DisplayName ?? c.State.RoleGroups.FirstOrDefault(x => x.Guid == m)?.Name ?? m.ToString()))
        .Text("RoleGroupType", "Standard").Text("Description", g.Description).Strings("Capabilities", g.SyncedFromDirectory ? ["Partner_Managed"] : []).Text("Name", g.Name).Text("Identity", g.Name).Text("Id", g.Name)
        .Text("DistinguishedName", DirectoryNames.DistinguishedName(c.Tenant, g.Name)).Guid("Guid", g.Guid).Flag("IsValid", true);
}
