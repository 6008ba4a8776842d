using TeemCalendar.Worker.Rehearsal;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>The rooms that a rehearsal takes without --rooms.</summary>
public class SampleRoomsTests
{
    static readonly IReadOnlyList<Room> Rooms = RoomSource.Read(null).List.Rooms;

    [Fact]
    public void Are120AndNoneIsRefused()
    {
        Assert.Equal(120, Rooms.Count);
        Assert.Empty(RoomSource.Read(null).List.Refusals);
        Assert.Equal(["halvorsen-brandt.example", "marlow-tea.example"], RoomSource.Read(null).Domains);
    }

    [Fact]
    public void AreSpreadOverTheWorld()
    {
        Assert.True(Rooms.Select(room => room.TimeZone).Distinct().Count() >= 15);
        Assert.True(Rooms.Select(room => room.City).Distinct().Count() >= 15);
        foreach (var name in new[] { "Köhlbrand", "Ακρόπολη", "Витоша", "さくら", "龙井", "한강", "النخيل", "הכרמל", "गंगा" }) Assert.Contains(name, Rooms.Select(room => room.DisplayName));
    }
}
