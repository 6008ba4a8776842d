using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Core.Tests.Onboarding;

/// <summary>A room that comes from the pipeline is judged as a row of a room list is.</summary>
public sealed class RoomCheckTests
{
    static readonly Room Good = new() { Mailbox = "aurora@contoso.example", DisplayName = "Aurora", TimeZone = "Europe/Oslo", RoomList = "North@Contoso.example" };

    [Fact]
    public void A_good_room_comes_back_with_its_numbers_and_the_address_that_the_tenant_will_answer()
    {
        var room = RoomCheck.Check(Good with { Mailbox = " Aurora@CONTOSO.example" }, "12", "-1");
        Assert.Equal(Good with { Mailbox = "Aurora@contoso.example", RoomList = "North@contoso.example", Capacity = 12, Floor = -1, Tags = room.Tags }, room);
    }

    [Fact]
    public void What_is_not_given_stays_away()
    {
        var room = RoomCheck.Check(Good, null, null);
        Assert.Null(room.Capacity);
        Assert.Null(room.Floor);
    }

    [Theory]
    [InlineData("four")]
    [InlineData("-4")]
    [InlineData("4.5")]
    [InlineData("99999999999")]
    public void A_number_of_seats_that_is_none_is_refused(string capacity) => Refused("CapacityRefused", Good, capacity: capacity);

    [Theory]
    [InlineData("second")]
    [InlineData("1.5")]
    public void A_floor_that_is_no_number_is_refused(string floor) => Refused("FloorRefused", Good, floor: floor);

    [Fact]
    public void Each_fault_has_its_own_id()
    {
        Refused("AddressRefused", Good with { Mailbox = "aurora" });
        Refused("NameRefused", Good with { DisplayName = new string('x', 65) });
        Refused("NameRefused", Good with { DisplayName = "" });
        Refused("TextRefused", Good with { Building = "North\u202Ehtron" });
        Refused("TimeZoneUnknown", Good with { TimeZone = "Mars/Phobos" });
        Refused("RoomListRefused", Good with { RoomList = "the north" });
    }

    static void Refused(string id, Room room, string? capacity = null, string? floor = null)
    {
        var refused = Assert.Throws<TeemException>(() => RoomCheck.Check(room, capacity, floor));
        Assert.Equal(id, refused.Id);
        Assert.Equal(room.Mailbox, refused.Target);
        Assert.NotNull(refused.Remedy);
    }
}
