using System.Text;
using System.Text.Json;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.State;

namespace TeemCalendar.Sandbox.Tests;

public sealed class CalendarShelfTests
{
    static CalendarState Calendar(int items, string subject = "Planning")
    {
        var calendar = new CalendarState();
        for (var i = 0; i < items; i++)
        {
            var item = new CalendarItem { Id = Guid.NewGuid(), Changed = ++calendar.Serial, Subject = $"{subject} {i}", Start = new(2026, 11, 25, 9, 0, 0), End = new(2026, 11, 25, 10, 0, 0), Attendees = [new("Ana", "ana@contoso.example", "required")], CancelledDates = [new(2026, 1, 2)] };
            calendar.Items.Add(item.Id, item);
        }
        return calendar;
    }

    static string Json(CalendarState calendar) => JsonSerializer.Serialize(calendar);

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(300, true)]
    [InlineData(300, false)]
    public void A_packed_calendar_is_the_same_after_it_was_written_in_either_form(int items, bool isPacked)
    {
        var calendar = Calendar(items);
        using var file = new MemoryStream();
        PackedCalendar.Pack(calendar).WriteTo(file, isPacked);
        Assert.Equal(isPacked && items > 1, Encoding.UTF8.GetString(file.ToArray()).StartsWith("{\"Packed\":", StringComparison.Ordinal));
        Assert.Equal(Json(calendar), Json(PackedCalendar.Read(file.ToArray()).Open()));
    }

    [Fact]
    public void What_nobody_looked_at_for_longest_is_packed_and_nothing_is_lost()
    {
        const int each = 250;
        var shelf = new CalendarShelf();
        var written = new Dictionary<Guid, string>();
        for (var i = 0; i < CalendarShelf.OpenItems / each + 300; i++)
        {
            var owner = Guid.NewGuid();
            shelf[owner] = Calendar(each, $"Room {i}");
            written[owner] = Json(shelf[owner]);
        }
        var promised = Guid.NewGuid();
        shelf[promised] = new() { FillAsOf = DateTimeOffset.UnixEpoch };
        var (first, last) = (written.Keys.First(), written.Keys.Last());
        var before = (shelf[first], shelf[last]);
        shelf.Tidy();
        Assert.Same(before.Item2, shelf[last]);
        Assert.Equal([promised], shelf.Promised().Select(p => p.Owner));
        Assert.All(written, w => Assert.Equal(w.Value, Json(shelf[w.Key])));

        // A change after that is kept as well, through the next packing and the file's snapshot.
        var changed = shelf[written.Keys.ElementAt(5)];
        changed.Items.Values.First().Subject = "Moved";
        changed.Serial++;
        shelf.Tidy();
        Assert.Equal("Moved", shelf[written.Keys.ElementAt(5)].Items.Values.First().Subject);
        Assert.Equal("Moved", shelf.Snapshot().First(s => s.Owner == written.Keys.ElementAt(5)).Calendar.Open().Items.Values.First().Subject);
        Assert.Equal(written.Count + 1, shelf.Count);
        Assert.True(shelf.Remove(first));
        Assert.Null(shelf.GetValueOrDefault(first));
    }

    [Fact]
    public void A_calendar_that_cannot_be_read_is_no_tenant()
    {
        var folder = Directory.CreateTempSubdirectory("shelf");
        var path = Path.Combine(folder.FullName, "tenant.json");
        SandboxTenant.Open(path, new() { People = 0 }).Save();
        foreach (var calendars in new[] { "7", "{\"x\":{}}", "{\"5f8c8a86-6a5c-4f0e-9c0a-3a9a4d0a8f11\":7}", "{" })
        {
            var text = File.ReadAllText(path);
            File.WriteAllText(path, text[..text.LastIndexOf("\"Calendars\"", StringComparison.Ordinal)] + $"\"Calendars\": {calendars} }}");
            Assert.Throws<InvalidDataException>(() => SandboxTenant.Open(path));
            File.WriteAllText(path, text);
        }
        folder.Delete(recursive: true);
    }
}
