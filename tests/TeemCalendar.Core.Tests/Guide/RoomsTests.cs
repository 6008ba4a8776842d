using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>Rooms made, located, adopted, completed and put back, over the wire.</summary>
public class RoomsTests
{
    static readonly Room Aurora = new()
    {
        Mailbox = "aurora@contoso.example", DisplayName = "Aurora", Capacity = 8, Building = "North", City = "Oslo", CountryOrRegion = "NO", Tags = ["whiteboard"], RoomList = "north@contoso.example",
    };

    /// <summary>How a room may be found.</summary>
    public enum Start { Nothing, Half, Wrong, Shared }

    static async Task PrepareAsync(ChapterWorld world, Start start)
    {
        var exchange = world.Tenant.Exchange;
        if (start == Start.Shared) await exchange.InvokeAsync(new("New-Mailbox", ("Shared", true), ("Name", "aurora"), ("DisplayName", "Front desk"), ("PrimarySmtpAddress", Aurora.Mailbox)), default);
        if (start is not (Start.Half or Start.Wrong)) return;
        await exchange.InvokeAsync(RoomCommands.NewRoomMailbox(Aurora with { DisplayName = start == Start.Half ? "Aurora" : "Old name" }), default);
        if (start == Start.Wrong) await exchange.InvokeAsync(RoomCommands.SetPlace(Aurora.Mailbox, [new("Building", "South"), new("City", "Bergen"), new("Tags", new[] { "phone" }), new("Capacity", 3)]), default);
    }

    [Theory]
    [InlineData(Start.Nothing, 4, "room:", "place:", "room-list:north@contoso.example", "room-list:north@contoso.example:")]
    [InlineData(Start.Half, 3, "place:", "room-list:north@contoso.example", "room-list:north@contoso.example:")]
    [InlineData(Start.Wrong, 4, "room-name:", "place:", "room-list:north@contoso.example", "room-list:north@contoso.example:")]
    [InlineData(Start.Shared, 5, "room:", "room-name:", "place:", "room-list:north@contoso.example", "room-list:north@contoso.example:")]
    public async Task From_any_start_to_the_room_and_back(Start start, int changes, params string[] keys)
    {
        using var world = await ChapterWorld.OpenAsync();
        await PrepareAsync(world, start);
        var before = world.State();
        // Exchange has no way to empty a number.
        var wanted = start == Start.Shared ? Aurora with { Capacity = null } : Aurora;
        if (start == Start.Shared) Assert.Equal("NotARoom", Assert.Single((await ChapterWorld.PlanAsync(new Rooms(world.Tenant, [wanted]))).Problems).Id);

        var applied = await world.CarryOutAsync(() => new Rooms(world.Tenant, [wanted], force: start == Start.Shared));
        Assert.Empty(applied.Problems);
        Assert.All(keys, key => Assert.Contains(applied.Changes, c => c.Key == key || c.Key == key + Aurora.Mailbox));
        Assert.True(applied.Steps.Count >= changes, string.Join("; ", applied.Changes));
        Assert.Equal(CheckStatus.Pass, Assert.Single(await new Rooms(world.Tenant, [wanted]).VerifyAsync(default)).Status);

        // The list was made here and its last room goes: it goes too.
        Assert.Empty((await world.ApplyAsync(new RoomRemoval(world.Tenant, [Aurora.Mailbox]))).Problems);
        Assert.Equal(before, world.State());
    }

    [Fact]
    public async Task A_list_that_has_other_rooms_or_was_there_before_stays()
    {
        using var world = await ChapterWorld.OpenAsync();
        await world.Tenant.Exchange.InvokeAsync(RoomCommands.NewRoomList("theirs", "theirs@contoso.example"), default);
        var rooms = new[] { Aurora, Aurora with { Mailbox = "borealis@contoso.example", DisplayName = "Borealis" }, Aurora with { Mailbox = "polaris@contoso.example", DisplayName = "Polaris", RoomList = "theirs@contoso.example" } };
        await world.CarryOutAsync(() => new Rooms(world.Tenant, rooms));
        await world.ApplyAsync(new RoomRemoval(world.Tenant, [rooms[0].Mailbox, rooms[2].Mailbox]));
        var lists = await new RoomFinder(world.Tenant).ListsAsync((_, _) => true, default);
        Assert.Equal([("north@contoso.example", 1), ("theirs@contoso.example", 0)], lists.Select(l => (l.Address, l.Members.Count)).Order());
        Assert.Contains((await world.ApplyAsync(new RoomRemoval(world.Tenant, [rooms[1].Mailbox]))).Changes, c => c.Key == "remove:room-list:north@contoso.example");
        Assert.Equal(["theirs@contoso.example"], (await new RoomFinder(world.Tenant).ListsAsync((_, _) => true, default)).Select(l => l.Address));
    }

    [Fact]
    public async Task What_somebody_changed_since_stays_and_is_told()
    {
        using var world = await ChapterWorld.OpenAsync();
        await PrepareAsync(world, Start.Wrong);
        await world.CarryOutAsync(() => new Rooms(world.Tenant, [Aurora]));
        await world.Tenant.Exchange.InvokeAsync(RoomCommands.SetPlace(Aurora.Mailbox, [new("Building", "West")]), default);
        var told = Assert.Single((await world.ApplyAsync(new RoomRemoval(world.Tenant, [Aurora.Mailbox]))).Problems);
        Assert.Equal(("ChangedSince", Aurora.Mailbox), (told.Id, told.Target));
        Assert.Contains("Building is West", told.Message, StringComparison.Ordinal);
        var left = (await new RoomFinder(world.Tenant).FindAsync(Aurora.Mailbox, default))!.Room;
        Assert.Equal(("Old name", "West", "Bergen", 3), (left.DisplayName, left.Building, left.City, left.Capacity));
    }

    [Fact]
    public async Task Sign_in_is_blocked_on_request_never_for_a_device_and_given_back()
    {
        using var world = await ChapterWorld.OpenAsync(SandboxHistory.TeamsRoom | SandboxHistory.SyncedRooms);
        await PrepareAsync(world, Start.Half);
        // A device that Exchange's place does not tell of: its licence does.
        await world.Tenant.Exchange.InvokeAsync(RoomCommands.SetPlace("mtr-atrium@contoso.example", [new("MTREnabled", false)]), default);
        var before = world.State();
        Rooms Chapter() => new(world.Tenant, [new() { Mailbox = Aurora.Mailbox, DisplayName = "Aurora" }, new() { Mailbox = "mtr-atrium@contoso.example", DisplayName = "Atrium" }], blockSignIn: true);

        var applied = await world.CarryOutAsync(Chapter);
        Assert.Equal(["sign-in:" + Aurora.Mailbox], applied.Changes.Select(c => c.Key));
        Assert.Equal([("TeamsRoomSignIn", "mtr-atrium@contoso.example")], applied.Problems.Select(p => (p.Id, p.Target)));
        Assert.True((await new RoomFinder(world.Tenant).FindAsync(Aurora.Mailbox, default))!.Room.SignInBlocked);

        await world.ApplyAsync(new RoomRemoval(world.Tenant, [Aurora.Mailbox]));
        Assert.Equal(before, world.State());
    }

    [Fact]
    public async Task A_mailbox_that_was_blocked_before_it_became_a_room_stays_so_when_it_is_given_back()
    {
        using var world = await ChapterWorld.OpenAsync();
        await world.Tenant.Exchange.InvokeAsync(new("New-Mailbox", ("Name", "Desk"), ("PrimarySmtpAddress", "desk@contoso.example"), ("Shared", true)), default);
        await world.Tenant.Exchange.InvokeAsync(new("Set-Mailbox", ("Identity", "desk@contoso.example"), ("AccountDisabled", true)), default);
        var before = world.State();
        var applied = await world.CarryOutAsync(() => new Rooms(world.Tenant, [new() { Mailbox = "desk@contoso.example", DisplayName = "Desk" }], force: true, blockSignIn: true));
        Assert.Equal(["room:desk@contoso.example"], applied.Changes.Select(c => c.Key));
        await world.ApplyAsync(new RoomRemoval(world.Tenant, ["desk@contoso.example"]));
        Assert.Equal(before, world.State());
    }

    [Fact]
    public async Task A_room_that_is_given_by_two_names_is_changed_once()
    {
        using var world = await ChapterWorld.OpenAsync();
        await PrepareAsync(world, Start.Half);
        await world.Tenant.Exchange.InvokeAsync(new("Set-Mailbox", ("Identity", Aurora.Mailbox), ("EmailAddresses", new[] { $"SMTP:{Aurora.Mailbox}", "smtp:old-name@contoso.example" })), default);
        var plan = await ChapterWorld.PlanAsync(new Rooms(world.Tenant, [Aurora with { Capacity = 41 }, Aurora with { Mailbox = "old-name@contoso.example", Capacity = 42 }]));
        Assert.Equal(("RoomTwice", "old-name@contoso.example"), Assert.Single(plan.Problems.Select(p => (p.Id, p.Target))));
        Assert.Equal("41", Assert.Single(Assert.Single(plan.Changes, c => c.Key == Keys.Place(Aurora.Mailbox)).Differences, d => d.Property == "Capacity").After);
        Assert.Single((await ChapterWorld.PlanAsync(new RoomSettings(world.Tenant, [.. plan.Changes.Select(c => c.Target).Append("old-name@contoso.example").Distinct().Select(m => new RoomSettingsRequest(m, new Dictionary<string, object>(), "Asia/Tokyo"))]))).Changes);
    }

    [Fact]
    public async Task What_belongs_to_others_is_said_and_the_rest_is_done()
    {
        using var world = await ChapterWorld.OpenAsync(SandboxHistory.SyncedRooms | SandboxHistory.RoomInBuilding | SandboxHistory.OnPremisesRooms);
        Room[] rooms =
        [
            new() { Mailbox = "hq-library@contoso.example", DisplayName = "Library", City = "Oslo", Building = "HQ", Tags = ["books"] },
            new() { Mailbox = "harbour@contoso.example", DisplayName = "Harbour", City = "London", Capacity = 9 },
            new() { Mailbox = "hq-cellar@contoso.example", DisplayName = "Cellar", Capacity = 4 },
            new() { Mailbox = "partner-lounge@contoso.example", DisplayName = "Lounge" },
        ];
        var applied = await world.CarryOutAsync(() => new Rooms(world.Tenant, rooms, force: true));
        Assert.Equal([("RoomSynced", rooms[0].Mailbox), ("PlaceInBuilding", rooms[1].Mailbox), ("RoomOnPremises", rooms[2].Mailbox), ("NotARoom", rooms[3].Mailbox)], applied.Problems.Select(p => (p.Id, p.Target)));
        Assert.All(applied.Problems, p => Assert.NotNull(p.Remedy));
        Assert.Equal([("place:hq-library@contoso.example", "Building,Tags"), ("place:harbour@contoso.example", "Capacity")], applied.Changes.Select(c => (c.Key, string.Join(',', c.Differences.Select(d => d.Property)))));
        // A city that is the building's already is no difference.
        Assert.Empty((await ChapterWorld.PlanAsync(new Rooms(world.Tenant, [rooms[1] with { City = "Bristol" }]))).Problems);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bad_names_are_one_error_each_in_small_numbers_and_in_large_ones(bool many)
    {
        using var world = await ChapterWorld.OpenAsync(SandboxHistory.OnPremisesRooms | SandboxHistory.RenamedRoom);
        var exchange = world.Tenant.Exchange;
        foreach (var twin in new[] { "twin-1@contoso.example", "twin-2@contoso.example" })
            await exchange.InvokeAsync(RoomCommands.NewRoomMailbox(new() { Mailbox = twin, DisplayName = "Twin" }), default);
        await exchange.InvokeAsync(RoomCommands.NewRoomList("north", "north@contoso.example"), default);
        await exchange.InvokeAsync(new("New-DistributionGroup", ("Name", "staff"), ("PrimarySmtpAddress", "staff@contoso.example")), default);
        (string Name, string? Error)[] names =
        [
            ("nobody@contoso.example", "RoomNotFound"), ("Twin", "ExchangeObjectAmbiguous"), ("admin@contoso.example", "NotARoom"), ("north@contoso.example", "NotARoom"), ("staff@contoso.example", "NotARoom"),
            ("partner-lounge@contoso.example", "NotARoom"), ("hq-cellar@contoso.example", "RoomOnPremises"), ("twin+1@contoso.example", "RoomNotFound"), ("zwilling-ß@contoso.example", "RoomNotFound"), ("o'nobody@contoso.example", "RoomNotFound"),
            // An alias, a former address that is the sign-in name, another case.
            ("twin-1", null), ("blue-room@contoso.example", null), ("TWIN-2@contoso.example", null),
        ];
        if (!many) foreach (var (name, error) in names) await HoldAsync([(name, error)]);
        else await HoldAsync(names);

        async Task HoldAsync((string Name, string? Error)[] asked)
        {
            var found = await new RoomFinder(world.Tenant).LookUpAsync([.. asked.Select(a => a.Name)], default);
            Assert.Equal(asked.Select(a => (a.Name, a.Error)), asked.Select(a => (a.Name, found.Find(a.Name) is null ? (string?)found.Why(a.Name).Id : null)));
            var plan = await ChapterWorld.PlanAsync(new RoomSettings(world.Tenant, [.. asked.Select(a => new RoomSettingsRequest(a.Name, new Dictionary<string, object> { ["DeleteSubject"] = false }, null))]));
            Assert.Equal(asked.Where(a => a.Error is not null).Select(a => (a.Error!, a.Name)), plan.Problems.Select(p => (p.Id, p.Target ?? "")));
            Assert.All(plan.Problems, p => Assert.NotNull(p.Remedy));
            // Whatever name it was asked for by, it is its address that is written.
            Assert.All(plan.Changes, c => Assert.Contains(c.Target, new[] { "twin-1@contoso.example", "twin-2@contoso.example", "galileo@contoso.example" }));
        }
    }

    [Fact]
    public async Task A_removed_room_is_not_made_anew_unless_it_was_removed_from_here()
    {
        using var world = await ChapterWorld.OpenAsync();
        await PrepareAsync(world, Start.Half);
        await world.Tenant.Exchange.InvokeAsync(RoomCommands.RemoveMailbox(Aurora.Mailbox), default);
        var refused = Assert.Single((await ChapterWorld.PlanAsync(new Rooms(world.Tenant, [Aurora]))).Problems);
        Assert.Equal(("RoomDeleted", Aurora.Mailbox), (refused.Id, refused.Target));
        await world.CarryOutAsync(() => new Rooms(world.Tenant, [Aurora], force: true));
        await world.ApplyAsync(new RoomRemoval(world.Tenant, [Aurora.Mailbox]));
        Assert.Empty((await world.CarryOutAsync(() => new Rooms(world.Tenant, [Aurora]))).Problems);
    }

    [Fact]
    public async Task Three_hundred_rooms_are_found_in_a_few_requests()
    {
        using var world = await ChapterWorld.OpenAsync();
        var rooms = Enumerable.Range(1, 300).Select(n => new Room { Mailbox = $"room{n}@contoso.example", DisplayName = $"Room {n}" }).ToList();
        await world.ApplyAsync(new Rooms(world.Tenant, rooms));
        var before = world.Sandbox.Counters.Requests;
        Assert.Empty((await ChapterWorld.PlanAsync(new Rooms(world.Tenant, rooms))).Steps);
        Assert.InRange(world.Sandbox.Counters.Requests - before, 1, 10);
    }
}
