using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Exchange.Nouns;

/// <summary>Application access policies. The rows' names are commonly known and not documented (inferred).</summary>
internal static class AccessPolicyCommands
{
    internal static IReadOnlyList<Func<Row>> Get(CommandContext c) =>
        Rows.Of(c.Args.Text("Identity") is { Length: > 0 } identity ? [Find(c, identity)] : c.State.AccessPolicies, p => Of(c, p));

    internal static IReadOnlyList<Func<Row>> New(CommandContext c)
    {
        var applications = c.Args.List("AppId") ?? [];
        var ids = applications.Select(a => Guid.TryParse(a, out var id) ? id : throw ExchangeFault.BadValue("AppId", a, "System.Guid", "Guid should contain 32 digits with 4 dashes")).ToList();
        var scope = ScopeOf(c, c.Args.Required("PolicyScopeGroupID"));
        var right = c.Args.Required("AccessRight");
        if (c.State.AccessPolicies.Exists(p => p.ScopeGroup == scope && p.AppIds.Intersect(ids).Any())) throw ExchangeFault.AlreadyExists("application access policy", applications[0]);
        var policy = new ApplicationAccessPolicy { Guid = c.Tenant.NewGuid(), AppIds = ids, ScopeGroup = scope, AccessRight = right, Description = c.Args.Text("Description") ?? "", Created = c.Tenant.Now };
        c.State.AccessPolicies.Add(policy);
        return Rows.One(Of(c, policy));
    }

    internal static IReadOnlyList<Func<Row>> Remove(CommandContext c)
    {
        c.State.AccessPolicies.Remove(Find(c, c.Args.Required("Identity")));
        return Rows.None;
    }

    /// <summary>Documented: what the policies say of a mailbox, past the hour that a change takes to work.</summary>
    internal static IReadOnlyList<Func<Row>> Test(CommandContext c)
    {
        var mailbox = Identities.Mailbox(c.Tenant, c.Args.Required("Identity"));
        var text = c.Args.Required("AppId");
        var app = Guid.TryParse(text, out var id) ? id : throw ExchangeFault.BadValue("AppId", text, "System.Guid", "Guid should contain 32 digits with 4 dashes");
        return Rows.One(new Row().Text("AppId", app.ToString()).Text("Mailbox", mailbox.Name).Text("MailboxId", mailbox.OwnerId.ToString()).Text("MailboxSid", DirectoryNames.Sid(c.Tenant, mailbox.OwnerId))
            .Text("AccessCheckResult", AccessPolicies.Allow(c.Tenant, app, mailbox) ? "Granted" : "Denied"));
    }

    /// <summary>Documented: a mail-enabled security group, or one mailbox; other recipients are no security principals. The sentence and its class are inferred.</summary>
    static Guid ScopeOf(CommandContext c, string identity)
    {
        if (Identities.FindGroup(c.Tenant, identity) is not { } group) return Identities.Mailbox(c.Tenant, identity).OwnerId;
        return group.IsSecurity ? group.Guid : throw ExchangeFault.Failed("Microsoft.Exchange.Configuration.Tasks.TaskArgumentException", $"The recipient \"{group.Name}\" isn't a security principal. Use a mail-enabled security group or a mailbox.");
    }

    static ApplicationAccessPolicy Find(CommandContext c, string identity) =>
        c.State.AccessPolicies.Find(p => Identities.Same(IdOf(c, p), identity) || Guid.TryParse(identity, out var id) && p.Guid == id) ?? throw ExchangeFault.NotFound(identity);

    static string IdOf(CommandContext c, ApplicationAccessPolicy p) => $"{c.State.TenantId}\\{p.AppIds[0]}:{DirectoryNames.Sid(c.Tenant, p.ScopeGroup)};{p.Guid}";

    static Row Of(CommandContext c, ApplicationAccessPolicy p)
    {
        var scope = c.State.Groups.FirstOrDefault(g => g.Guid == p.ScopeGroup)?.Name ?? c.State.Mailboxes.GetValueOrDefault(p.ScopeGroup)?.Name ?? p.ScopeGroup.ToString();
        return new Row().Text("ScopeName", scope).Text("ScopeIdentity", scope).Text("Identity", IdOf(c, p)).Text("AppId", string.Join(", ", p.AppIds)).Text("ScopeIdentityRaw", $"{DirectoryNames.Sid(c.Tenant, p.ScopeGroup)};{p.ScopeGroup}")
            .Text("Description", p.Description).Text("AccessRight", p.AccessRight).Text("ShardType", "All").Flag("IsValid", true).Text("ObjectState", "Unchanged");
    }
}
