using System.Text.Json;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Tests.Graph;

namespace TeemCalendar.Sandbox.Tests.Calendars;

public class CalendarsFillerTests
{
    static readonly SandboxOptions Options = new() { People = 40 };

    static async Task<(GraphWire Graph, Mailbox[] Rooms)> Filled(int rooms)
    {
        var graph = await GraphWire.Open(Options);
        var made = Enumerable.Range(0, rooms).Select(i => graph.AddRoom($"room{i}")).ToArray();
        foreach (var room in made) RoomFiller.Fill(graph.Tenant, room);
        return (graph, made);
    }

    static List<Instance> View(GraphWire graph, Mailbox room, int back = 7, int ahead = 180) =>
        [.. MailboxCalendar.Open(graph.Tenant, room).View(graph.Clock.Now.UtcDateTime.AddDays(-back), graph.Clock.Now.UtcDateTime.AddDays(ahead))];

    [Fact]
    public async Task Rooms_are_full_of_all_kinds_of_meetings()
    {
        var (graph, rooms) = await Filled(30);
        var all = rooms.SelectMany(r => View(graph, r)).ToList();
        Assert.InRange(all.Count, 30 * 40, 30 * 160);
        foreach (var type in new[] { "singleInstance", "occurrence", "exception" }) Assert.Contains(all, i => i.Type == type);
        Assert.Contains(all, i => i.Item.IsAllDay);
        Assert.Contains(all, i => i.Item.Sensitivity == "private");
        Assert.Contains(all, i => i.IsCancelled);
        Assert.Contains(all, i => i.Item.CancelledDates is not null);
        Assert.True(all.Select(i => i.Item.Zone).Distinct().Count() > 5);
        Assert.Contains(all, i => i.Item.Subject.Any(c => c > 0x3000));
        Assert.All(rooms, r => Assert.InRange(graph.Tenant.State.Calendars[r.OwnerId].Items.Count, 10, 60));
    }

    [Fact]
    public async Task No_room_is_given_away_twice()
    {
        var (graph, rooms) = await Filled(20);
        foreach (var room in rooms)
        {
            var taken = View(graph, room, 60, 365).Where(i => i.TakesTheRoom).OrderBy(i => i.StartUtc).ToList();
            foreach (var (one, next) in taken.Zip(taken.Skip(1))) Assert.True(one.EndUtc <= next.StartUtc, $"{one.Item.Subject} and {next.Item.Subject} at {next.StartUtc}");
        }
    }

    [Fact]
    public async Task Organizers_have_their_own_copies()
    {
        var (graph, rooms) = await Filled(3);
        foreach (var item in rooms.SelectMany(r => View(graph, r)).Select(i => i.Item).Distinct().Where(i => !i.IsCancelled))
        {
            var organizer = MailboxCalendar.Open(graph.Tenant, Meetings.FindMailbox(graph.Tenant, item.Organizer.Address)!);
            Assert.True(organizer.FindMeeting(item.Uid) is { IsOrganizer: true } own && own.Id != item.Id);
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_meetings_whoever_looks_first()
    {
        var (one, rooms) = await Filled(4);
        var (other, others) = await Filled(4);
        foreach (var room in others.Reverse()) _ = View(other, room);
        Assert.Equal(rooms.SelectMany(r => View(one, r)).Select(i => (i.Item.Subject, i.StartUtc)), others.SelectMany(r => View(other, r)).Select(i => (i.Item.Subject, i.StartUtc)));
    }

    [Fact]
    public async Task Calendars_survive_being_written_to_json()
    {
        var (graph, rooms) = await Filled(3);
        var before = rooms.SelectMany(r => View(graph, r)).Select(i => (i.Item.Subject, i.Type, i.StartUtc, i.EndUtc, i.ShowAs)).ToList();
        graph.Tenant.Stir(1);
        var json = JsonSerializer.Serialize(graph.Tenant.State);
        var read = JsonSerializer.Deserialize<TenantState>(json)!;
        Assert.Equal(json, JsonSerializer.Serialize(read));
        Assert.NotEmpty(before);
    }
}
