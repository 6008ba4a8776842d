using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests;

/// <summary>A tenant that brings its past along.</summary>
public class HistoryTests
{
    const SandboxHistory Everything = SandboxHistory.SyncedRooms | SandboxHistory.TeamsRoom | SandboxHistory.FederatedDomain | SandboxHistory.TeemApplication | SandboxHistory.AccessPolicy
        | SandboxHistory.RenamedRoom | SandboxHistory.ConditionalAccess | SandboxHistory.EligibleAdministrator | SandboxHistory.LocalizedCalendars
        | SandboxHistory.OnPremisesRooms | SandboxHistory.RoomInBuilding | SandboxHistory.LicenceGroups;

    static SandboxTenant Tenant(SandboxHistory history) => SandboxTenant.Create(new() { People = 2, MeetingsPerRoom = 0, History = history });

    [Fact]
    public void Nothing_of_it_is_there_unless_asked_for()
    {
        var state = Tenant(SandboxHistory.None).State;
        Assert.DoesNotContain(state.Mailboxes.Values, m => m.IsRoom);
        Assert.Empty(state.FederatedDomains);
        Assert.Empty(state.ConditionalAccess);
        Assert.False(state.Organization.SecurityDefaults);
        Assert.Empty(state.EligibleRoles);
        Assert.Empty(state.AccessPolicies);
        Assert.Null(state.FindServicePrincipal(HistorySeed.TeemApplicationId));
    }

    [Fact]
    public void The_same_seed_gives_the_same_past_and_leaves_the_rest_as_it_was()
    {
        var (one, same, plain) = (Tenant(Everything), Tenant(Everything), Tenant(SandboxHistory.None));
        Assert.Equal(one.State.Users.Keys, same.State.Users.Keys);
        Assert.Equal(one.State.Users.Values.Select(u => u.Password), same.State.Users.Values.Select(u => u.Password));
        Assert.Equal(plain.State.Users.Keys, one.State.Users.Keys.Take(plain.State.Users.Count));
        Assert.Equal(plain.State.RoleGroups.Select(g => g.Guid), one.State.RoleGroups.Select(g => g.Guid));
    }

    [Fact]
    public void A_tenant_has_Conditional_Access_or_security_defaults() =>
        Assert.Throws<ArgumentException>(() => Tenant(SandboxHistory.ConditionalAccess | SandboxHistory.SecurityDefaults));

    [Fact]
    public void A_kept_tenant_gets_what_it_lacks_and_nothing_twice()
    {
        var folder = Directory.CreateTempSubdirectory("sandbox-history");
        try
        {
            var path = Path.Combine(folder.FullName, "tenant.json");
            SandboxTenant.Open(path, new() { People = 0, MeetingsPerRoom = 0, History = SandboxHistory.RenamedRoom }).Save();
            var again = SandboxTenant.Open(path, new() { History = SandboxHistory.RenamedRoom | SandboxHistory.SyncedRooms });
            Assert.Equal(["Galileo", "HQ Boardroom", "HQ Library"], again.State.Mailboxes.Values.Where(m => m.IsRoom).Select(m => m.Name).Order(StringComparer.Ordinal));
            Assert.Throws<ArgumentException>(() =>
            {
                var other = SandboxTenant.Create(new() { People = 0, History = SandboxHistory.SecurityDefaults });
                HistorySeed.Apply(other, SandboxHistory.ConditionalAccess);
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
