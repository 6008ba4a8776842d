using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Finds what an Identity, User or Member parameter names: by id, address, alias, name or display name.</summary>
internal static class Identities
{
    internal static Mailbox Mailbox(SandboxTenant tenant, string identity)
    {
        var state = tenant.State;
        if (Guid.TryParse(identity, out var id))
            return MailboxById(state, id) ?? throw ExchangeFault.NotFound(identity);
        if (identity.Contains('@', StringComparison.Ordinal) && MailboxByAddress(state, identity) is { } byAddress) return byAddress;
        // Inferred: a display name finds a mailbox as well as the documented name, alias and distinguished name do.
        if (DirectoryNames.NameIn(tenant, identity) is { } name) return One(state.Mailboxes.Find(name).Where(m => Same(m.Name, name)), identity);
        if (MailboxRow.IdInLegacyDn(identity) is { } legacy) return MailboxById(state, legacy) is { } m && Same(MailboxRow.LegacyDn(m), identity) ? m : throw ExchangeFault.NotFound(identity);
        return One(state.Mailboxes.Find(identity).Where(m => Same(m.Alias, identity) || Same(m.Name, identity) || Same(m.DisplayName, identity)), identity);
    }

    /// <summary>By the owner's id, the mailbox's own or its object's.</summary>
    internal static Mailbox? MailboxById(TenantState state, Guid id) => state.Mailboxes.GetValueOrDefault(id) ?? state.Mailboxes.Find(id.ToString()).FirstOrDefault(m => m.Guid == id || m.ExchangeGuid == id);

    /// <summary>The mailbox that a command opens, at whose server it must have arrived.</summary>
    internal static Mailbox Opened(CommandContext c, string identity)
    {
        Mailbox mailbox;
        try
        {
            mailbox = Mailbox(c.Tenant, identity);
        }
        catch (ExchangeFault fault) when (fault.IsNotFound)
        {
            throw ExchangeFault.NoSuchMailbox(identity);
        }
        AnchorMailbox.Require(c, mailbox);
        return mailbox;
    }

    internal static Mailbox? MailboxByAddress(TenantState state, string address) => state.FindAddress(address) as Mailbox
        ?? (state.FindUser(address) is { } user ? state.Mailboxes.GetValueOrDefault(user.Id) : null);

    internal static RoomList Group(SandboxTenant tenant, string identity)
    {
        var all = tenant.State.Groups;
        // Seen: groups have an id of their own for what is not there.
        const string errorId = "Ex94914C";
        return Guid.TryParse(identity, out var id) ? all.FirstOrDefault(g => g.Guid == id) ?? throw ExchangeFault.NotFound(identity, errorId)
            : One(all.Where(g => Same(g.PrimarySmtpAddress, identity) || Same(g.Name, identity) || Same(g.Alias, identity) || Same(g.DisplayName, identity) || Same(DirectoryNames.DistinguishedName(tenant, g.Name), identity)), identity, errorId);
    }

    internal static RoomList? FindGroup(SandboxTenant tenant, string identity)
    {
        try
        {
            return Group(tenant, identity);
        }
        catch (ExchangeFault fault) when (fault.IsNotFound)
        {
            return null;
        }
    }

    internal static AdministrativeUnit AdministrativeUnit(SandboxTenant tenant, string identity) =>
        One(tenant.State.AdministrativeUnits.Where(u => Guid.TryParse(identity, out var id) ? u.Id == id : Same(u.DisplayName, identity)), identity);

    /// <summary>A person, with or without a mailbox.</summary>
    internal static DirectoryUser? User(SandboxTenant tenant, string identity)
    {
        var state = tenant.State;
        if (state.FindUser(identity) is { } user) return user;
        if (state.FindAddress(identity) is Mailbox mailbox) return state.Users.GetValueOrDefault(mailbox.OwnerId);
        var found = state.Users.Find(identity).Where(u => Same(u.MailNickname, identity) || Same(u.DisplayName, identity))
            .Concat(state.Mailboxes.Find(identity).Where(m => Same(m.Alias, identity) || Same(m.Name, identity) || Same(m.DisplayName, identity)).Select(m => state.Users.GetValueOrDefault(m.OwnerId)).OfType<DirectoryUser>()).Distinct().ToList();
        return found.Count > 1 ? throw ExchangeFault.Ambiguous(identity) : found.FirstOrDefault();
    }

    internal static RoleGroup RoleGroup(SandboxTenant tenant, string identity) =>
        One(tenant.State.RoleGroups.Where(g => Guid.TryParse(identity, out var id) ? g.Guid == id : Same(g.Name, identity)), identity);

    /// <summary>Documented: the object id; seen: the application id and the display name as well.</summary>
    internal static ExchangeServicePrincipal ServicePrincipal(SandboxTenant tenant, string identity) =>
        One(tenant.State.ExchangeServicePrincipals.Where(p => Guid.TryParse(identity, out var id) ? p.ObjectId == id || p.AppId == id : Same(p.DisplayName, identity)), identity);

    internal static ManagementScope Scope(SandboxTenant tenant, string identity) =>
        One(tenant.State.Scopes.Where(s => Guid.TryParse(identity, out var id) ? s.Guid == id : Same(s.Name, identity)), identity);

    internal static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    static T One<T>(IEnumerable<T> found, string identity, string errorId = "Ex6F9304")
    {
        var list = found.Take(2).ToList();
        return list.Count switch { 0 => throw ExchangeFault.NotFound(identity, errorId), 1 => list[0], _ => throw ExchangeFault.Ambiguous(identity) };
    }
}
