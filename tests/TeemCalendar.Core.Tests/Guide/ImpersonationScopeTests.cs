using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>Every scope that can be asked for: who is inside, who is not, and the way there and back.</summary>
public sealed class ImpersonationScopeTests
{
    static readonly Dictionary<string, (ScopeRequest Request, Func<AccessWorld, IEnumerable<string>> Inside, bool NewRooms)> Scopes = new()
    {
        ["rooms"] = (new(), w => w.Rooms, true),
        ["rooms and organizers"] = (new() { Reach = Reach.RoomsAndOrganizers, OrganizerFilter = $"CustomAttribute1 -eq '{AccessWorld.Marked}'" }, w => [.. w.Rooms, .. w.Organizers], true),
        ["rooms and a group's members"] = (new() { Reach = Reach.RoomsAndOrganizers, OrganizerFilter = $"MemberOfGroup -eq '{AccessWorld.Group}'" }, w => [.. w.Rooms, .. w.Organizers], true),
        ["all mailboxes"] = (new() { Reach = Reach.AllMailboxes }, w => w.All, true),
        ["administrative unit"] = (new() { AdministrativeUnit = AccessWorld.Unit }, w => w.InUnit, false),
        ["room list"] = (new() { RoomLists = [AccessWorld.RoomList] }, w => w.InList, false),
        ["filter"] = (new() { RecipientFilter = $"CustomAttribute1 -eq '{AccessWorld.Marked}' -or PrimarySmtpAddress -eq 'room3@contoso.example'" }, w => [.. w.Organizers, "room3@contoso.example"], false),
    };

    public static TheoryData<string> Kinds => [.. Scopes.Keys];

    static Impersonation Wish(AccessWorld world, string kind) => new(world.Tenant, AccessWorld.Application, [], request: Scopes[kind].Request);

    static AccessRemoval Removal(AccessWorld world) => new(world.Tenant, AccessWorld.Application, [Impersonation.CalendarRole]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task With_the_granted_token_of_500_mailboxes_exactly_those_inside_open(string kind)
    {
        using var world = await AccessWorld.MakeAsync(people: 479, rooms: 20);
        Assert.Equal(500, world.All.Count);
        Assert.Empty(await world.OpenedAsync(world.All));

        await world.ApplyAsync(Wish(world, kind));
        Assert.Equal(Scopes[kind].Inside(world).Order(), await world.OpenedAsync(world.All));

        await world.AddRoomAsync("later@contoso.example");
        Assert.Equal(Scopes[kind].NewRooms, (await world.OpenedAsync(["later@contoso.example"])).Count == 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_planned_without_a_write_granted_once_interrupted_anywhere_and_taken_back_whole(string kind)
    {
        using var world = await AccessWorld.MakeAsync();
        var before = world.State();
        var writes = world.Sandbox.Counters.Writes;
        var plan = await world.PlanAsync(Wish(world, kind));
        Assert.Equal(writes, world.Sandbox.Counters.Writes);
        Assert.Equal(kind is "rooms" or "room list" ? ChangeImpact.Medium : ChangeImpact.High, plan.Changes.Max(c => c.Impact));
        Assert.All(plan.Changes.Where(c => c.Impact == ChangeImpact.High), c => Assert.NotNull(c.Reason));

        for (var done = 0; done <= plan.Steps.Count; done++)
        {
            await world.ApplyAsync(Wish(world, kind), steps: done);
            Assert.Equal(plan.Steps.Count - done, (await world.ApplyAsync(Wish(world, kind))).Count);
            Assert.Empty(await world.ApplyAsync(Wish(world, kind)));
            Assert.Equal(Scopes[kind].Inside(world).Order(), await world.OpenedAsync(world.All));
            Assert.DoesNotContain(await new Impersonation(world.Tenant, AccessWorld.Application, []).VerifyAsync(default), c => c.Status == CheckStatus.Fail);

            await world.ApplyAsync(Removal(world));
            Assert.Equal(before, world.State());
            Assert.Empty(await world.ApplyAsync(Removal(world)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Another_scope_of_the_same_role_is_changed_with_before_and_after_and_never_added(string kind)
    {
        using var world = await AccessWorld.MakeAsync();
        var start = world.State();
        foreach (var other in Scopes.Keys.Where(k => k != kind))
        {
            await world.ApplyAsync(Wish(world, other));
            var changes = await world.ApplyAsync(Wish(world, kind));
            Assert.Contains(changes.SelectMany(c => c.Differences), d => d.Before is not null);
            Assert.Single(await HisAsync(world));
            Assert.Equal(Scopes[kind].Inside(world).Order(), await world.OpenedAsync(world.All));
            await world.ApplyAsync(Removal(world));
            Assert.Equal(start, world.State());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_somebody_else_had_granted_gets_its_own_scope_back(string kind)
    {
        using var world = await AccessWorld.MakeAsync();
        var principal = await world.PrincipalAsync();
        await world.InvokeAsync("New-ServicePrincipal", ("AppId", (await Applications.GetAsync(world.Tenant, AccessWorld.Application, default)).AppId.ToString()), ("ObjectId", principal.ToString()));
        await world.InvokeAsync("New-ManagementScope", ("Name", "Somebody's"), ("RecipientRestrictionFilter", "Alias -like 'r*'"));
        foreach (var scope in new[] { null, "Somebody's" })
        {
            await world.InvokeAsync("New-ManagementRoleAssignment", ("Name", "By hand"), ("Role", Impersonation.CalendarRole), ("App", principal.ToString()), ("CustomResourceScope", scope));
            var before = world.State();
            var changes = await world.ApplyAsync(Wish(world, kind));
            if (changes.Count > 0)
            {
                Assert.Equal(ChangeImpact.High, changes.Max(c => c.Impact));
                Assert.Equal("By hand", Assert.Single(await HisAsync(world)).Name);
            }
            Assert.Equal(Scopes[kind].Inside(world).Order(), await world.OpenedAsync(world.All));
            await world.ApplyAsync(Removal(world));
            Assert.Equal(before, world.State());
            await world.InvokeAsync("Remove-ManagementRoleAssignment", ("Identity", "By hand"), ("Confirm", false));
        }
    }

    [Fact]
    public async Task What_somebody_switched_off_stays_off()
    {
        using var world = await AccessWorld.MakeAsync();
        var principal = await world.PrincipalAsync();
        await world.InvokeAsync("New-ServicePrincipal", ("AppId", (await Applications.GetAsync(world.Tenant, AccessWorld.Application, default)).AppId.ToString()), ("ObjectId", principal.ToString()));
        await world.InvokeAsync("New-ManagementRoleAssignment", ("Name", "By hand"), ("Role", Impersonation.CalendarRole), ("App", principal.ToString()));
        await world.InvokeAsync("Set-ManagementRoleAssignment", ("Identity", "By hand"), ("Enabled", false));
        var before = world.State();
        await world.ApplyAsync(Wish(world, "rooms"));
        Assert.Equal(world.Rooms, await world.OpenedAsync(world.All));
        await world.ApplyAsync(Removal(world));
        Assert.Equal(before, world.State());
    }

    static async Task<IReadOnlyList<RoleAssignment>> HisAsync(AccessWorld world) => [.. (await RoleAssignment.ReadAsync(world.Tenant, await RoleAssignment.ScopesAsync(world.Tenant, default), default)).Where(a => a.AssigneeType == "ServicePrincipal")];

    [Fact]
    public async Task A_scope_of_that_name_with_another_filter_is_changed_and_restored_and_left_when_others_use_it()
    {
        using var world = await AccessWorld.MakeAsync();
        await world.InvokeAsync("New-ManagementScope", ("Name", MailboxScope.Rooms.Name), ("RecipientRestrictionFilter", "Alias -like 'r*'"));
        var before = world.State();
        var changed = Assert.Single(await world.ApplyAsync(Wish(world, "rooms")), c => c.Key == Keys.Scope(MailboxScope.Rooms.Name!));
        Assert.Equal(new("RecipientRestrictionFilter", "Alias -like 'r*'", MailboxScope.Rooms.Filter), Assert.Single(changed.Differences));
        Assert.Equal(world.Rooms, await world.OpenedAsync(world.All));
        await world.ApplyAsync(Removal(world));
        Assert.Equal(before, world.State());

        await world.InvokeAsync("New-ManagementRoleAssignment", ("Name", "Others"), ("Role", "Mail Recipients"), ("SecurityGroup", "Help Desk"), ("CustomRecipientWriteScope", MailboxScope.Rooms.Name));
        var problem = Assert.Single((await world.PlanAsync(Wish(world, "rooms"))).Problems);
        Assert.Equal("ScopeDiffers", problem.Id);
        Assert.Contains("Others", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wrong_id_in_Exchange_is_named_and_corrected()
    {
        using var world = await AccessWorld.MakeAsync();
        var registered = await Applications.GetAsync(world.Tenant, AccessWorld.Application, default);
        await world.InvokeAsync("New-ServicePrincipal", ("AppId", registered.AppId.ToString()), ("ObjectId", registered.ObjectId.ToString()));
        await world.InvokeAsync("New-ManagementRoleAssignment", ("Role", Impersonation.CalendarRole), ("App", registered.ObjectId.ToString()));
        var check = Assert.Single(await new Impersonation(world.Tenant, AccessWorld.Application, world.Rooms).VerifyAsync(default));
        Assert.Equal((CheckStatus.Fail, "GrantedToAnother"), (check.Status, check.Cause));

        Assert.Contains(await world.ApplyAsync(Wish(world, "rooms")), c => c.Differences.Contains(new("ObjectId", registered.ObjectId.ToString(), registered.Principal!.Id.ToString())));
        Assert.Equal(world.Rooms, await world.OpenedAsync(world.All));
    }

    [Fact]
    public async Task An_assignment_of_our_name_that_another_holds_is_told_with_who_and_the_one_command_that_frees_the_name()
    {
        using var world = await AccessWorld.MakeAsync();
        await world.ApplyAsync(new Applications(world.Tenant, new ApplicationRequest { DisplayName = "Signage" }));
        var signage = await Applications.GetAsync(world.Tenant, "Signage", default);
        await world.InvokeAsync("New-ServicePrincipal", ("AppId", signage.AppId.ToString()), ("ObjectId", signage.Principal!.Id.ToString()), ("DisplayName", "Signage"));
        var name = RoleAssignment.NameOf(AccessWorld.Application, Impersonation.CalendarRole);
        await world.InvokeAsync("New-ManagementRoleAssignment", ("Name", name), ("Role", Impersonation.CalendarRole), ("App", signage.Principal.Id.ToString()));

        var check = Assert.Single(await new Impersonation(world.Tenant, AccessWorld.Application, world.Rooms).VerifyAsync(default));
        Assert.Equal((CheckStatus.Fail, "GrantedToAnother"), (check.Status, check.Cause));
        Assert.Contains($"'{name}' grants", check.Detail, StringComparison.Ordinal);
        Assert.Contains($"'Signage' ({signage.Principal.Id})", check.Detail, StringComparison.Ordinal);
        Assert.Equal($"Remove-ManagementRoleAssignment -Identity {name} # when nobody needs it; then Grant-TeemImpersonation", check.Remedy);

        await world.InvokeAsync("Remove-ManagementRoleAssignment", ("Identity", name), ("Confirm", false));
        await world.ApplyAsync(Wish(world, "rooms"));
        Assert.Equal(world.Rooms, await world.OpenedAsync(world.All));
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "FilterRefused", "Departement -eq 'Sales'", "Departement" },
        { "FilterRefused", "Department -eq Sales and", "" },
        { "GroupNotFound", "MemberOfGroup -eq 'nobodies@contoso.example'", "nobodies@contoso.example" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_filter_that_Exchange_cannot_read_is_refused_before_anything_is_written(string id, string filter, string names)
    {
        using var world = await AccessWorld.MakeAsync();
        var writes = world.Sandbox.Counters.Writes;
        foreach (var request in new ScopeRequest[] { new() { RecipientFilter = filter }, new() { Reach = Reach.RoomsAndOrganizers, OrganizerFilter = filter } })
        {
            var refused = await Assert.ThrowsAsync<TeemException>(() => world.PlanAsync(new Impersonation(world.Tenant, AccessWorld.Application, [], request: request)));
            Assert.True(id == refused.Id && refused.Remedy is not null, refused.ToString());
            Assert.Contains(names, refused.Message, StringComparison.Ordinal);
        }
        Assert.Equal(writes, world.Sandbox.Counters.Writes);
    }

    [Fact]
    public async Task What_is_not_there_or_says_two_things_is_told()
    {
        using var world = await AccessWorld.MakeAsync();
        async Task<string> Refused(ScopeRequest request) => (await Assert.ThrowsAsync<TeemException>(() => world.PlanAsync(new Impersonation(world.Tenant, AccessWorld.Application, [], request: request)))).Id;
        Assert.Equal("AdministrativeUnitNotFound", await Refused(new() { AdministrativeUnit = "Nowhere" }));
        Assert.Equal("GroupNotFound", await Refused(new() { RoomLists = ["Nowhere"] }));
        Assert.Equal("ScopeContradictory", await Refused(new() { Reach = Reach.AllMailboxes, RecipientFilter = "Alias -eq 'a'" }));
        Assert.Equal("ScopeContradictory", await Refused(new() { Reach = Reach.RoomsAndOrganizers }));
        Assert.Equal("ScopeContradictory", await Refused(new() { OrganizerFilter = "Alias -eq 'a'" }));
    }

    [Theory]
    [InlineData("A -eq 'x' -and (B -eq 'y' -or C -eq 'z')", "((a -EQ \"X\") -and ((B -eq 'y') -or (C -eq 'z')))", true)]
    [InlineData("A -eq 'x' -and (B -eq 'y' -or C -eq 'z')", "A -eq 'x' -and B -eq 'y' -or C -eq 'z'", false)]
    [InlineData("Name -eq 'Room A'", "Name -eq 'RoomA'", false)]
    [InlineData("-not(A -eq 'x')", "{ -not (A -eq 'x') }", true)]
    [InlineData("A -eq 'it''s'", "A -eq \"it's\"", true)]
    public void Filters_are_the_same_when_they_say_the_same(string one, string other, bool same) => Assert.Equal(same, RecipientFilter.Same(one, other));
}
