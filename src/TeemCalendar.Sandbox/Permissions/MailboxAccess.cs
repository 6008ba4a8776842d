using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Exchange;
using TeemCalendar.Sandbox.SignIn;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Permissions;

internal enum MailboxRight { CalendarsRead, CalendarsWrite, MailSend, MailboxSettingsRead, MailboxSettingsWrite }

/// <summary>Whether a caller may do something in a mailbox; when not, the answer that Exchange gives.</summary>
internal sealed record AccessDecision(WireAnswer? Refusal)
{
    internal bool Allowed => Refusal is null;
    internal static readonly AccessDecision Yes = new((WireAnswer?)null);

    // 403 and its text: seen.
    internal static AccessDecision Denied() => new(GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again."));

    // An application access policy: documented with exactly this text.
    internal static AccessDecision Disabled() => new(GraphError(403, "ErrorAccessDenied", "Access to OData is disabled."));

    // A calendar of which the caller sees free and busy only: measured on another user's calendarView.
    internal static AccessDecision NotFound() => new(GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store."));

    static WireAnswer GraphError(int status, string code, string message) => new(status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });
}

/// <summary>Exchange's decision about a mailbox, the same whatever protocol asks.</summary>
internal static class MailboxAccess
{
    internal static AccessDecision Decide(SandboxTenant tenant, Caller caller, Mailbox mailbox, MailboxRight right) =>
        caller.UserId is { } user ? OfPerson(caller, user, mailbox, right) : OfApplication(tenant, caller, mailbox, right);

    /// <summary>Documented: the union of what Entra consented and what Exchange's role assignments grant within their scopes. That an application access policy limits the first alone is inferred.</summary>
    static AccessDecision OfApplication(SandboxTenant tenant, Caller caller, Mailbox mailbox, MailboxRight right)
    {
        if (ApplicationRoles.AssignmentsOf(tenant, caller.ServicePrincipalId).Any(assignment => ApplicationRoles.Grants(assignment.Role, right) && RecipientScope.Includes(tenant, assignment, mailbox))) return AccessDecision.Yes;
        if (!caller.Roles.Any(role => ApplicationRoles.Grants(role, right))) return AccessDecision.Denied();
        return AccessPolicies.Allow(tenant, caller.AppId, mailbox) ? AccessDecision.Yes : AccessDecision.Disabled();
    }

    static AccessDecision OfPerson(Caller caller, Guid user, Mailbox mailbox, MailboxRight right)
    {
        var own = mailbox.OwnerId == user;
        switch (right)
        {
            case MailboxRight.MailSend:
                return Answer(own ? caller.HasScope("Mail.Send", "Mail.Send.Shared") : caller.HasScope("Mail.Send.Shared") && mailbox.SendAs.Contains(user));
            case MailboxRight.MailboxSettingsRead:
                return Answer(own && caller.HasScope("MailboxSettings.Read", "MailboxSettings.ReadWrite"));
            case MailboxRight.MailboxSettingsWrite:
                return Answer(own && caller.HasScope("MailboxSettings.ReadWrite"));
        }
        var write = right == MailboxRight.CalendarsWrite;
        if (own)
            return Answer(write ? caller.HasScope("Calendars.ReadWrite", "Calendars.ReadWrite.Shared")
                : caller.HasScope("Calendars.Read", "Calendars.Read.Shared", "Calendars.ReadWrite", "Calendars.ReadWrite.Shared"));
        if (!(write ? caller.HasScope("Calendars.ReadWrite.Shared") : caller.HasScope("Calendars.Read.Shared", "Calendars.ReadWrite.Shared"))) return AccessDecision.Denied();
        // Inferred: FullAccess counts like a folder permission. Only the folder permission is documented for Graph.
        if (HasFullAccess(mailbox, user)) return AccessDecision.Yes;
        var rights = FolderRights.Of(mailbox, user);
        if (write ? FolderRights.CanWrite(rights) : FolderRights.CanRead(rights)) return AccessDecision.Yes;
        return !write && FolderRights.SeesFreeBusy(rights) && mailbox.CalendarPermissions.Any(p => p.UserId == user) ? AccessDecision.NotFound() : AccessDecision.Denied();
    }

    static bool HasFullAccess(Mailbox mailbox, Guid user) =>
        mailbox.Permissions.Any(p => p.UserId == user && !p.Deny && p.AccessRights.Contains("FullAccess", StringComparer.OrdinalIgnoreCase)) &&
        !mailbox.Permissions.Any(p => p.UserId == user && p.Deny && p.AccessRights.Contains("FullAccess", StringComparer.OrdinalIgnoreCase));

    static AccessDecision Answer(bool allowed) => allowed ? AccessDecision.Yes : AccessDecision.Denied();
}
