using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Distribution groups; what matters here are room lists.</summary>
internal static class DistributionGroupCommands
{
    internal static string TypeOf(TenantState state, RoomList group) => state.RoomLists.Contains(group) ? "RoomList" : KindOf(group);

    internal static string KindOf(RoomList group) => group.IsSecurity ? "MailUniversalSecurityGroup" : "MailUniversalDistributionGroup";

    internal static IReadOnlyList<Func<Row>> Get(CommandContext c) => Rows.Of(Select(c), g => Of(c, g));

    /// <summary>The groups that Identity, Anr, Filter and RecipientTypeDetails choose, in the order of their names.</summary>
    internal static IEnumerable<RoomList> Select(CommandContext c)
    {
        if (c.Args.Text("Identity") is { Length: > 0 } identity) return [Identities.Group(c.Tenant, identity)];
        var groups = c.State.Groups;
        if (c.Args.Text("Filter") is { Length: > 0 } filter)
        {
            var opath = MailboxCommands.Filter(filter);
            groups = groups.Where(g => opath.Matches(new(c.Tenant, g)));
        }
        if (c.Args.List("RecipientTypeDetails") is { } types) groups = groups.Where(g => types.Contains(TypeOf(c.State, g)));
        if (c.Args.Text("Anr") is { Length: > 0 } anr) groups = groups.Where(g => g.DisplayName.StartsWith(anr, StringComparison.OrdinalIgnoreCase) || g.Alias.StartsWith(anr, StringComparison.OrdinalIgnoreCase));
        return groups.OrderBy(g => g.Name, StringComparer.OrdinalIgnoreCase);
    }

    internal static IReadOnlyList<Func<Row>> New(CommandContext c)
    {
        var name = c.Args.Required("Name").Trim();
        if (c.State.Groups.Any(g => Identities.Same(g.Name, name))) throw ExchangeFault.AlreadyExists("group", name);
        var alias = c.Args.Text("Alias") ?? Addresses.AliasOf(name);
        Addresses.CheckAlias(alias);
        var address = c.Args.Text("PrimarySmtpAddress") is { Length: > 0 } given ? given : Addresses.Default(c, alias);
        Addresses.CheckFree(c, address);
        var group = new RoomList { Guid = c.Tenant.NewGuid(), Name = name, Alias = alias, DisplayName = c.Args.Text("DisplayName") ?? name, PrimarySmtpAddress = address, IsSecurity = c.Args.Text("Type") == "Security", Created = c.Tenant.Now };
        var isRoomList = c.Args.Flag("RoomList");
        foreach (var member in c.Args.List("Members") ?? []) group.Members.Add(Member(c, isRoomList, member).OwnerId);
        (isRoomList ? c.State.RoomLists : c.State.OtherGroups).Add(group);
        return Rows.One(Of(c, group));
    }

    internal static IReadOnlyList<Func<Row>> Set(CommandContext c)
    {
        var group = Identities.Group(c.Tenant, c.Args.Required("Identity"));
        var changed = false;
        if (c.Args.Text("PrimarySmtpAddress") is { Length: > 0 } address)
        {
            Addresses.CheckFree(c, address, group);
            changed |= c.Change(group.PrimarySmtpAddress, address, v => group.PrimarySmtpAddress = v);
        }
        if (c.Args.Text("Name") is { Length: > 0 } name)
        {
            if (c.State.Groups.Any(g => g != group && Identities.Same(g.Name, name))) throw ExchangeFault.AlreadyExists("group", name);
            changed |= c.Change(group.Name, name, v => group.Name = v);
        }
        if (c.Args.Text("Alias") is { Length: > 0 } alias)
        {
            Addresses.CheckAlias(alias);
            changed |= c.Change(group.Alias, alias, v => group.Alias = v);
        }
        changed |= c.Change(group.DisplayName, c.Args.Text("DisplayName") ?? group.DisplayName, v => group.DisplayName = v);
        // Documented: a group of rooms only can become a room list, and never anything else again.
        if (c.Args.Flag("RoomList") && !c.State.RoomLists.Contains(group))
        {
            if (group.Members.Any(m => c.State.Mailboxes.GetValueOrDefault(m) is not { IsRoom: true })) throw OnlyRooms();
            c.Changes.Add(() =>
            {
                c.State.OtherGroups.Remove(group);
                c.State.RoomLists.Add(group);
            });
            changed = true;
        }
        if (!changed) c.WarnUnchanged(group.Name);
        return Rows.None;
    }

    internal static IReadOnlyList<Func<Row>> Remove(CommandContext c)
    {
        var group = Identities.Group(c.Tenant, c.Args.Required("Identity"));
        c.State.RoomLists.Remove(group);
        c.State.OtherGroups.Remove(group);
        return Rows.None;
    }

    internal static IReadOnlyList<Func<Row>> GetMember(CommandContext c)
    {
        var group = Identities.Group(c.Tenant, c.Args.Required("Identity"));
        return Rows.Of(group.Members.Select(m => c.State.Mailboxes.GetValueOrDefault(m)).OfType<Mailbox>(), m => RecipientCommands.Of(c, m));
    }

    internal static IReadOnlyList<Func<Row>> AddMember(CommandContext c)
    {
        var group = Identities.Group(c.Tenant, c.Args.Required("Identity"));
        var member = Member(c, c.State.RoomLists.Contains(group), c.Args.Required("Member"));
        if (group.Members.Contains(member.OwnerId))
            throw ExchangeFault.Failed("Microsoft.Exchange.Management.Tasks.MemberAlreadyExistsException", $"The recipient \"{member.Name}\" is already a member of the group \"{group.Name}\".");
        group.Members.Add(member.OwnerId);
        return Rows.None;
    }

    internal static IReadOnlyList<Func<Row>> RemoveMember(CommandContext c)
    {
        var group = Identities.Group(c.Tenant, c.Args.Required("Identity"));
        var member = Identities.Mailbox(c.Tenant, c.Args.Required("Member"));
        if (!group.Members.Remove(member.OwnerId))
            throw ExchangeFault.Failed("Microsoft.Exchange.Management.Tasks.MemberNotFoundException", $"The recipient \"{member.Name}\" isn't a member of the group \"{group.Name}\".");
        return Rows.None;
    }

    internal static IEnumerable<string> MemberNames(CommandContext c, RoomList g) => g.Members.Select(m => c.State.Mailboxes.GetValueOrDefault(m)?.Name).OfType<string>();

    static Mailbox Member(CommandContext c, bool roomList, string identity)
    {
        var mailbox = Identities.Mailbox(c.Tenant, identity);
        return !roomList || mailbox.IsRoom ? mailbox : throw OnlyRooms();
    }

    // Documented that a room list holds rooms; the exception's class is inferred.
    static ExchangeFault OnlyRooms() => ExchangeFault.Failed("Microsoft.Exchange.Configuration.Tasks.TaskInvalidOperationException", "Room lists can only contain room mailboxes or other room lists.");

    static Row Of(CommandContext c, RoomList g) => new Row().Text("Name", g.Name).Text("DisplayName", g.DisplayName).Text("Alias", g.Alias).Text("PrimarySmtpAddress", g.PrimarySmtpAddress)
        .Strings("EmailAddresses", [$"SMTP:{g.PrimarySmtpAddress}"]).Text("GroupType", g.IsSecurity ? "Universal, SecurityEnabled" : "Universal").Text("RecipientType", KindOf(g)).Text("RecipientTypeDetails", TypeOf(c.State, g))
        .Text("ExternalDirectoryObjectId", g.Guid.ToString()).Text("DistinguishedName", DirectoryNames.DistinguishedName(c.Tenant, g.Name)).Text("Identity", g.Name).Text("Id", g.Name).Guid("Guid", g.Guid)
        .Date("WhenCreated", g.Created).Date("WhenCreatedUTC", g.Created).Flag("IsValid", true);
}
