using System.Globalization;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Weather;

/// <summary>Answers from a server that is behind: for the time of one request, what it does not know yet is taken out of the tenant, and what it still has is put back.</summary>
/// <remarks>The services know nothing of it. It is used under the tenant's lock only.</remarks>
internal sealed class Propagation
{
    readonly SandboxTenant tenant;
    readonly PropagationWeather weather;
    readonly Dice dice;
    readonly IReplica[] objects;
    readonly StaleList<RoleAssignment> roles = new();
    readonly StaleList<ApplicationAccessPolicy> policies = new();
    readonly Dictionary<Guid, (StaleList<FolderPermission> Folder, StaleList<MailboxPermission> Mailbox)> sharing = [];

    internal Propagation(SandboxTenant tenant, PropagationWeather weather, Dice dice)
    {
        (this.tenant, this.weather, this.dice) = (tenant, weather, dice);
        var state = tenant.State;
        objects =
        [
            new ReplicatedMap<DirectoryUser>(state.Users, ObjectKinds.Recipients),
            new ReplicatedMap<Mailbox>(state.Mailboxes, ObjectKinds.Recipients),
            new ReplicatedMap<ApplicationObject>(state.Applications, ObjectKinds.Applications),
            new ReplicatedMap<ServicePrincipalObject>(state.ServicePrincipals, ObjectKinds.ServicePrincipals),
            new ReplicatedList<RoomList>(state.RoomLists, g => g.Guid, ObjectKinds.Recipients),
            new ReplicatedList<RoomList>(state.OtherGroups, g => g.Guid, ObjectKinds.Recipients),
            new ReplicatedList<ExchangeServicePrincipal>(state.ExchangeServicePrincipals, p => p.ObjectId, ObjectKinds.ExchangePrincipals),
            new ReplicatedList<ManagementScope>(state.Scopes, s => s.Guid, ObjectKinds.Scopes),
            new ReplicatedList<RoleGroup>(state.RoleGroups, g => g.Guid, ObjectKinds.RoleGroups),
        ];
    }

    /// <summary>Lets a service answer from a server that is behind, and notes what it changed.</summary>
    internal T Answer<T>(RequestView view, Func<T> service)
    {
        var now = tenant.Now;
        var before = view.IsRead ? null : new Snapshot(tenant.State, view.MaySharing);
        var behind = objects.Where(o => (o.Kind & view.Makes) == 0).ToList();
        foreach (var replica in behind) replica.GoBack(now, view.IsRead);
        // Exchange decides about a mailbox by what it remembers of roles and sharing; its own commands and the directory read what is written down.
        var live = view.IsOutlook ? Forget(now) : null;
        try
        {
            return service();
        }
        finally
        {
            live?.Invoke();
            foreach (var replica in behind) replica.ComeForward();
            if (before is not null) Note(before, now);
        }
    }

    void Note(Snapshot before, DateTimeOffset now)
    {
        foreach (var replica in objects) replica.Note(key => now + dice.Between(weather.NewObjects, $"new/{key}"), key => now + dice.Between(weather.RemovedObjects, $"removed/{key}"));
        if (!before.Roles.SequenceEqual(tenant.State.RoleAssignments)) roles.Add(now + dice.Between(weather.Permissions, string.Create(CultureInfo.InvariantCulture, $"roles/{dice.Count("roles")}")), before.Roles);
        if (!before.Policies.SequenceEqual(tenant.State.AccessPolicies)) policies.Add(now + dice.Between(weather.Permissions, string.Create(CultureInfo.InvariantCulture, $"policies/{dice.Count("policies")}")), before.Policies);
        foreach (var (owner, folder, mailbox) in before.Sharing)
        {
            if (!tenant.State.Mailboxes.TryGetValue(owner, out var live)) continue;
            var (isFolder, isMailbox) = (!Snapshot.Same(folder, live.CalendarPermissions), !Snapshot.Same(mailbox, live.Permissions));
            if (!isFolder && !isMailbox) continue;
            var stale = sharing.TryGetValue(owner, out var known) ? known : sharing[owner] = (new(), new());
            var seen = now + dice.Between(weather.Sharing, string.Create(CultureInfo.InvariantCulture, $"sharing/{owner}/{dice.Count($"sharing/{owner}")}"));
            if (isFolder) stale.Folder.Add(seen, folder);
            if (isMailbox) stale.Mailbox.Add(seen, mailbox);
        }
    }

    /// <summary>Puts the permissions of some time ago in the place of today's; the result undoes that.</summary>
    Action Forget(DateTimeOffset now)
    {
        var state = tenant.State;
        var undo = new List<Action>();
        if (roles.At(now) is { } old)
        {
            var live = state.RoleAssignments;
            state.RoleAssignments = old;
            undo.Add(() => state.RoleAssignments = live);
        }
        if (policies.At(now) is { } former)
        {
            var live = state.AccessPolicies;
            state.AccessPolicies = former;
            undo.Add(() => state.AccessPolicies = live);
        }
        foreach (var (owner, stale) in sharing)
        {
            if (!state.Mailboxes.TryGetValue(owner, out var mailbox)) continue;
            var (folders, permissions) = (mailbox.CalendarPermissions, mailbox.Permissions);
            mailbox.CalendarPermissions = stale.Folder.At(now) ?? folders;
            mailbox.Permissions = stale.Mailbox.At(now) ?? permissions;
            undo.Add(() => (mailbox.CalendarPermissions, mailbox.Permissions) = (folders, permissions));
        }
        return () => undo.ForEach(u => u());
    }

    /// <summary>The permissions before a request.</summary>
    sealed class Snapshot(TenantState state, bool withSharing)
    {
        internal List<RoleAssignment> Roles { get; } = [.. state.RoleAssignments];

        internal List<ApplicationAccessPolicy> Policies { get; } = [.. state.AccessPolicies];

        internal List<(Guid Owner, List<FolderPermission> Folder, List<MailboxPermission> Mailbox)> Sharing { get; } = withSharing
            ? [.. state.Mailboxes.Values.Select(m => (m.OwnerId, m.CalendarPermissions.ConvertAll(Copy), m.Permissions.ConvertAll(Copy)))] : [];

        static FolderPermission Copy(FolderPermission p) => new() { UserId = p.UserId, User = p.User, AccessRights = [.. p.AccessRights], SharingFlags = [.. p.SharingFlags] };

        static MailboxPermission Copy(MailboxPermission p) => new() { UserId = p.UserId, AccessRights = [.. p.AccessRights], AutoMapping = p.AutoMapping, Deny = p.Deny, InheritanceType = p.InheritanceType };

        internal static bool Same(List<FolderPermission> one, List<FolderPermission> other) =>
            one.Select(p => (p.UserId, p.User, string.Join(',', p.AccessRights), string.Join(',', p.SharingFlags))).SequenceEqual(other.Select(p => (p.UserId, p.User, string.Join(',', p.AccessRights), string.Join(',', p.SharingFlags))));

        internal static bool Same(List<MailboxPermission> one, List<MailboxPermission> other) =>
            one.Select(p => (p.UserId, p.Deny, string.Join(',', p.AccessRights))).SequenceEqual(other.Select(p => (p.UserId, p.Deny, string.Join(',', p.AccessRights))));
    }

    /// <summary>A list as it was, until when.</summary>
    sealed class StaleList<T>
    {
        readonly List<(DateTimeOffset Until, List<T> Was)> versions = [];
        internal void Add(DateTimeOffset until, List<T> was) => versions.Add((until, was));
        internal List<T>? At(DateTimeOffset now)
        {
            versions.RemoveAll(v => v.Until <= now);
            return versions.Count > 0 ? versions[0].Was : null;
        }
    }
}
