namespace TeemCalendar.Sandbox.State;

/// <summary>Users and mailboxes that were deleted and can be taken back for thirty days (documented), whichever service deleted them.</summary>
internal static class RecycleBin
{
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Everybody who can still be taken back.</summary>
    internal static List<DeletedUser> Users(SandboxTenant tenant)
    {
        tenant.State.DeletedUsers.RemoveAll(u => u.Deleted + Kept <= tenant.Now);
        return tenant.State.DeletedUsers;
    }

    /// <summary>A deleted user takes mailbox and calendar along; roles, consents, memberships and rights on other mailboxes are gone at once.</summary>
    internal static void Put(SandboxTenant tenant, DirectoryUser user, bool forGood = false)
    {
        var state = tenant.State;
        if (!forGood) state.DeletedUsers.Add(new() { User = user, Mailbox = state.Mailboxes.GetValueOrDefault(user.Id), Calendar = state.Calendars.GetValueOrDefault(user.Id), Deleted = tenant.Now });
        state.Users.Remove(user.Id);
        state.Mailboxes.Remove(user.Id);
        state.Calendars.Remove(user.Id);
        state.DirectoryRoles.RemoveAll(r => r.PrincipalId == user.Id);
        state.DelegatedGrants.RemoveAll(g => g.PrincipalId == user.Id);
        // Documented: who is deleted leaves the licences of groups.
        foreach (var group in state.LicenceGroups) group.Members.Remove(user.Id);
        user.Inherited.Clear();
        foreach (var group in state.RoleGroups) group.Members.Remove(user.Id);
        foreach (var group in state.Groups) group.Members.Remove(user.Id);
        foreach (var other in state.Mailboxes.Values)
        {
            other.Permissions.RemoveAll(p => p.UserId == user.Id);
            other.CalendarPermissions.RemoveAll(p => p.UserId == user.Id);
            other.SendAs.Remove(user.Id);
        }
    }

    /// <summary>Brings somebody back with licences, mailbox and calendar.</summary>
    /// <returns>False when the name or an address is somebody else's by now.</returns>
    internal static bool TakeBack(SandboxTenant tenant, DeletedUser deleted)
    {
        var state = tenant.State;
        if (state.FindUser(deleted.User.UserPrincipalName) is not null || deleted.Mailbox?.EmailAddresses.Any(a => state.FindAddress(a[(a.IndexOf(':', StringComparison.Ordinal) + 1)..]) is not null) == true) return false;
        state.DeletedUsers.Remove(deleted);
        state.Users.Add(deleted.User.Id, deleted.User);
        if (deleted.Mailbox is { } mailbox) state.Mailboxes[deleted.User.Id] = mailbox;
        if (deleted.Calendar is { } calendar) state.Calendars[deleted.User.Id] = calendar;
        return true;
    }
}
