using static TeemCalendar.Core.Tests.Sync.Wire;

namespace TeemCalendar.Core.Tests.Sync;

public sealed class PrivacyTests
{
    [Theory]
    [InlineData("private")]
    [InlineData("confidential")]
    public async Task Of_a_private_meeting_neither_title_nor_organizer_is_kept(string sensitivity)
    {
        using var bench = new SyncBench();

        await bench.SyncAsync(
            Single("a", "2026-11-18T09:00", "2026-11-18T10:00", "Redundancies", ("sensitivity", sensitivity)),
            Master("m", "2026-09-02T08:00", "2026-09-02T08:30", "Therapy", ("sensitivity", sensitivity)),
            Occurrence("m-1", "m", "2026-11-19T09:00", "2026-11-19T09:30"));

        Assert.Equal(2, bench.Reservations.Count);
        Assert.All(bench.Reservations, stored =>
        {
            Assert.True(stored.IsPrivate);
            Assert.True(stored.IsBusy);
            Assert.Equal((null, null, null), (stored.Title, stored.Organizer, stored.OrganizerAddress));
        });
        Assert.DoesNotContain(bench.Store.ReadSeries(bench.Room, null), series => series.Title is not null || series.Organizer is not null);
    }

    [Fact]
    public async Task A_meeting_that_becomes_private_loses_its_title_and_no_file_keeps_bodies_or_attendees()
    {
        var folder = Directory.CreateTempSubdirectory("teem");
        try
        {
            var path = Path.Combine(folder.FullName, "store.db");
            using (var bench = new SyncBench(path: path))
            {
                await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00", "Plain", ("body", new { contentType = "html", content = "Zauberwort" }),
                    ("bodyPreview", "Zauberwort"), ("attendees", new[] { new { emailAddress = new { name = "Grete Minde", address = "grete@contoso.example" } } })));
                var result = await bench.SyncAsync(Single("a", "2026-11-18T09:00", "2026-11-18T10:00", "Plain", ("sensitivity", "private")));
                Assert.Equal(1, result.Updated);
                Assert.Null(Assert.Single(bench.Reservations).Title);
            }
            var text = File.ReadAllText(path, System.Text.Encoding.Latin1);
            Assert.DoesNotContain("Zauberwort", text, StringComparison.Ordinal);
            Assert.DoesNotContain("grete", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Plain", text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_is_shown_as_free_or_cancelled_does_not_take_the_room()
    {
        using var bench = new SyncBench();

        await bench.SyncAsync(
            Single("free", "2026-11-18T09:00", "2026-11-18T10:00", "Hold", ("showAs", "free")),
            Single("off", "2026-11-18T10:00", "2026-11-18T11:00", "Canceled: Budget", ("isCancelled", true)),
            Single("maybe", "2026-11-18T11:00", "2026-11-18T12:00", "Maybe", ("showAs", "tentative")));

        Assert.Equal([("free", false), ("off", false), ("maybe", true)], bench.Reservations.Select(r => (r.EventId, r.IsBusy)));
    }
}
