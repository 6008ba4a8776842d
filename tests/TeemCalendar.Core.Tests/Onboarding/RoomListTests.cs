using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Core.Tests.Onboarding;

/// <summary>What is taken from a room list.</summary>
public class RoomListTests
{
    const string Header = "Name,Mailbox,Capacity,Building,Floor,City,CountryOrRegion,TimeZone,Tags,RoomList\n";

    internal static RoomListResult Read(string text) => RoomList.Read(new StringReader(text));

    [Fact]
    public void EveryColumnIsTaken()
    {
        var list = Read(Header + "\"Aurora, north wing\",aurora@contoso.example,12,Main House,-1,Tromsø,NO,Europe/Oslo,\"Whiteboard; Projector,whiteboard|Phone\",rooms-north@contoso.example\n");
        Assert.Empty(list.Refusals);
        var room = Assert.Single(list.Rooms);
        Assert.Equal("Aurora, north wing", room.DisplayName);
        Assert.Equal("aurora@contoso.example", room.Mailbox);
        Assert.Equal(12, room.Capacity);
        Assert.Equal("Main House", room.Building);
        Assert.Equal(-1, room.Floor);
        Assert.Equal("Tromsø", room.City);
        Assert.Equal("NO", room.CountryOrRegion);
        Assert.Equal("Europe/Oslo", room.TimeZone);
        Assert.Equal(["Whiteboard", "Projector", "Phone"], room.Tags);
        Assert.Equal("rooms-north@contoso.example", room.RoomList);
    }

    [Fact]
    public void AnEmptyCellIsNotGiven()
    {
        var room = Assert.Single(Read(Header + "Aurora,aurora@contoso.example,,,,,,,,").Rooms);
        Assert.Null(room.Capacity);
        Assert.Null(room.Building);
        Assert.Null(room.Floor);
        Assert.Null(room.City);
        Assert.Null(room.CountryOrRegion);
        Assert.Null(room.TimeZone);
        Assert.Empty(room.Tags);
        Assert.Null(room.RoomList);
    }

    [Theory]
    [InlineData("Email")]
    [InlineData("EmailAddress")]
    [InlineData("PrimarySmtpAddress")]
    [InlineData("primary smtp address")]
    [InlineData("MAILBOX")]
    [InlineData("\"E-Mail\"")]
    public void TheAddressHasSeveralNames(string column) =>
        Assert.Equal("aurora@contoso.example", Assert.Single(Read($"Department,{column},Name\nFacilities,aurora@contoso.example,Aurora").Rooms).Mailbox);

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void TheSeparatorIsFoundFromTheHeader(char separator)
    {
        // More of every other separator than of the right one.
        var list = Read($"Name,Mailbox,Tags\nAurora,aurora@contoso.example,\"a;b;c|d|e;f,g,h\"".Replace(',', separator));
        Assert.Equal(["a", "b", "c", "d", "e", "f", "g", "h"], Assert.Single(list.Rooms).Tags);
    }

    [Fact]
    public void ASeparatorLineOfExcelIsObeyedAndCounted()
    {
        var list = Read("sep=;\r\nName;Mailbox\r\nAurora;aurora@contoso.example\r\nBoreal;boreal\r\n");
        Assert.Single(list.Rooms);
        Assert.Equal(4, Assert.Single(list.Refusals).Line);
    }

    [Fact]
    public void QuotesAndLineBreaksInsideCellsAreTaken()
    {
        var list = Read("Name,Mailbox,Tags\r\n\"The \"\"Big\"\"\r\nRoom\",big@contoso.example,\"Whiteboard\r\nProjector\"\r\n5\" screen,screen@contoso.example,\r\n");
        Assert.Empty(list.Refusals);
        Assert.Equal(["The \"Big\" Room", "5\" screen"], list.Rooms.Select(room => room.DisplayName));
        Assert.Equal(["Whiteboard", "Projector"], list.Rooms[0].Tags);
    }

    [Fact]
    public void BlankRowsAreNoRows()
    {
        var list = Read("\n\nName,Mailbox\n\n,\n  , \t \nAurora,aurora@contoso.example\n\n");
        Assert.Empty(list.Refusals);
        Assert.Single(list.Rooms);
    }

    [Fact]
    public void NamesOfEveryScriptAreTaken()
    {
        string[] names = ["Łódź", "Ακρόπολη", "Байкал", "さくら", "松鹤厅", "한강", "قاعة النخيل", "חדר הגפן", "गंगा कक्ष", "ห้องบัว", "نیم\u200Cفاصله", "🌲 Tanne"];
        var list = Read("Name,Mailbox\n" + string.Join('\n', names.Select((name, i) => $"{name},room{i}@contoso.example")));
        Assert.Empty(list.Refusals);
        Assert.Equal(names, list.Rooms.Select(room => room.DisplayName));
    }

    [Theory]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("europe/berlin", "Europe/Berlin")]
    [InlineData("W. Europe Standard Time", "W. Europe Standard Time")]
    [InlineData("asia/calcutta", "Asia/Calcutta")]
    [InlineData("UTC", "UTC")]
    public void TimeZonesHaveTwoNames(string given, string taken) =>
        Assert.Equal(taken, Assert.Single(Read($"Name,Mailbox,TimeZone\nAurora,aurora@contoso.example,{given}").Rooms).TimeZone);

    [Fact]
    public void TenThousandRoomsAreReadAndEveryThirdIsRefusedWithItsLine()
    {
        var text = new System.Text.StringBuilder("Name,Mailbox,Capacity,Tags\n");
        List<int> bad = [];
        var line = 2;
        for (var i = 0; i < 10_000; i++)
        {
            // Rows of one, two and three lines, so that line and row part ways early.
            var lines = i % 4 == 0 ? 3 : i % 5 == 0 ? 2 : 1;
            if (i % 3 == 0) bad.Add(line);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"Room {i},room{i}@contoso.example,{(i % 3 == 0 ? "many" : "8")},\"tag{string.Concat(Enumerable.Repeat("\r\ntag", lines - 1))}\"\n");
            line += lines;
        }
        var list = Read(text.ToString());
        Assert.Equal(10_000 - bad.Count, list.Rooms.Count);
        Assert.Equal(bad, list.Refusals.Select(refusal => refusal.Line));
        Assert.All(list.Refusals, refusal => Assert.Equal("Capacity", refusal.Column));
    }

    [Fact]
    public void RowsThatWereReadAlreadyAreTakenAsThoseOfAFile()
    {
        var list = RoomList.Read(["Name", "Email", "Capacity"], [["Aurora", " aurora@contoso.example ", "8"], ["Bad", "nothing", "8"], ["", "", ""], ["Twice", "AURORA@contoso.example", ""]]);
        var room = Assert.Single(list.Rooms);
        Assert.Equal(("aurora@contoso.example", 8), (room.Mailbox, room.Capacity));
        Assert.Equal([(3, "Email"), (5, "Email")], list.Refusals.Select(r => (r.Line, r.Column!)));
    }
}
