using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Guide;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>What rooms do with requests: set, drifted, and put back exactly.</summary>
public class RoomSettingsTests
{
    const string Room = "aurora@contoso.example";

    static async Task<ChapterWorld> OpenAsync()
    {
        var world = await ChapterWorld.OpenAsync();
        await world.Tenant.Exchange.InvokeAsync(RoomCommands.NewRoomMailbox(new() { Mailbox = Room, DisplayName = "Aurora" }), default);
        return world;
    }

    static RoomSettings Display(ChapterWorld world, string? zone = "Europe/Oslo") => new(world.Tenant, [RoomSettingsRequest.Of(new() { Mailbox = Room, DisplayName = "Aurora", TimeZone = zone }, RoomProfile.Display)]);

    static Task<ExchangeAnswer> SetAsync(ChapterWorld world, string setting, object value) => world.Tenant.Exchange.InvokeAsync(RoomCommands.SetCalendarProcessing(Room, [new(setting, value)]), default);

    [Theory]
    [InlineData(null, null)]
    [InlineData("DeleteSubject", false)]
    [InlineData("AutomateProcessing", "AutoUpdate")]
    [InlineData("AllowConflicts", true)]
    public async Task From_any_start_to_the_profile_and_back(string? setting, object? value)
    {
        using var world = await OpenAsync();
        if (setting is not null) await SetAsync(world, setting, value!);
        var before = world.State();
        var applied = await world.CarryOutAsync(() => Display(world));
        var change = applied.Changes.First(c => c.Key == $"settings:{Room}");
        Assert.Equal(setting != "DeleteSubject", change.Differences.Contains(new Difference("DeleteSubject", "True", "False")));
        // Why, for each setting that changes and for no other.
        Assert.Equal(setting != "DeleteSubject", change.Reason!.Contains("The display shows the meeting's title.", StringComparison.Ordinal));
        Assert.Equal(CheckStatus.Pass, Assert.Single(await Display(world).VerifyAsync(default)).Status);

        await world.CarryOutAsync(() => new RoomSettingsRemoval(world.Tenant, [Room]));
        Assert.Equal(before, world.State());
    }

    [Fact]
    public async Task Several_changes_go_back_to_before_the_first()
    {
        using var world = await OpenAsync();
        var before = world.State();
        foreach (var days in new[] { 90, 365, 30 })
            await world.CarryOutAsync(() => new RoomSettings(world.Tenant, [new(Room, new Dictionary<string, object> { ["BookingWindowInDays"] = days, ["AdditionalResponse"] = "12", ["AddAdditionalResponse"] = true }, days == 365 ? "Asia/Tokyo" : "Europe/Oslo")]));
        await world.CarryOutAsync(() => new RoomSettingsRemoval(world.Tenant, [Room]));
        Assert.Equal(before, world.State());
    }

    [Fact]
    public async Task What_was_set_together_with_the_making_of_the_room_has_nothing_to_go_back_to()
    {
        using var world = await ChapterWorld.OpenAsync();
        // Planned with the room, before there was anything to read.
        var settings = (await Display(world, null).ObserveAsync(default))(new HashSet<string> { Keys.Room(Room) });
        await world.Tenant.Exchange.InvokeAsync(RoomCommands.NewRoomMailbox(new() { Mailbox = Room, DisplayName = "Aurora" }), default);
        foreach (var step in settings.Steps)
        {
            world.Tenant.Store.Conclude(world.Tenant.Store.Intend(step.Change), ChangeOutcome.Applied);
            await step.ApplyAsync(default);
        }
        var made = world.State();
        await world.CarryOutAsync(() => new RoomSettings(world.Tenant, [new(Room, new Dictionary<string, object> { ["DeleteSubject"] = true }, null)]));
        await world.CarryOutAsync(() => new RoomSettingsRemoval(world.Tenant, [Room]));
        Assert.Equal(made, world.State());
    }

    [Fact]
    public async Task What_somebody_changed_since_stays_and_is_told_until_it_is_set_back()
    {
        using var world = await OpenAsync();
        await world.CarryOutAsync(() => new RoomSettings(world.Tenant, [new(Room, new Dictionary<string, object> { ["BookingWindowInDays"] = 90, ["MaximumDurationInMinutes"] = 60 }, null)]));
        await SetAsync(world, "BookingWindowInDays", 7);

        var told = Assert.Single((await world.CarryOutAsync(() => new RoomSettingsRemoval(world.Tenant, [Room]))).Problems);
        Assert.Equal(("SettingsChangedSince", Room), (told.Id, told.Target));
        Assert.Contains("BookingWindowInDays is 7 and was set to 90", told.Message, StringComparison.Ordinal);
        var left = (await RoomSettings.ReadAsync(world.Tenant, Room, RoomProfile.Display, default)).ToDictionary(s => s.Setting, s => s.Value);
        Assert.Equal(("7", "1440"), (left["BookingWindowInDays"], left["MaximumDurationInMinutes"]));
    }

    [Fact]
    public async Task Each_setting_has_its_value_the_wish_and_why()
    {
        using var world = await OpenAsync();
        foreach (var profile in Enum.GetValues<RoomProfile>())
        {
            var settings = await RoomSettings.ReadAsync(world.Tenant, Room, profile, default);
            Assert.All(settings, s => Assert.False(string.IsNullOrEmpty(s.Reason), s.Setting));
            Assert.Equal(settings.Count, settings.Select(s => s.Setting).Distinct().Count());
        }
    }
}
