using TeemCalendar.Core.Onboarding;

namespace TeemCalendar.Core.Tests.Onboarding;

/// <summary>What is refused in a room list, where, and in which words.</summary>
public class RoomListRefusalTests
{
    static RoomRefusal OneOf(string text)
    {
        var list = RoomListTests.Read(text);
        Assert.Empty(list.Rooms);
        return Assert.Single(list.Refusals);
    }

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("\n \n", 1, "empty")]
    [InlineData("Name,Mailbox", 1, "no rooms")]
    [InlineData("Name,Mailbox\n,\n\n", 1, "no rooms")]
    [InlineData("\n\nName,Mailbox\n", 3, "no rooms")]
    [InlineData("Name,Capacity\nAurora,4", 1, "no column Mailbox")]
    [InlineData("Mailbox,Capacity\na@b.example,4", 1, "no column Name")]
    [InlineData("aurora@contoso.example\nboreal@contoso.example", 1, "no column Name and no column Mailbox")]
    [InlineData("Name,Mailbox,Email\nAurora,a@b.example,a@b.example", 1, "Mailbox and Email")]
    [InlineData("sep=\"\nName,Mailbox\nAurora,a@b.example", 1, "Found: sep=\"")]
    [InlineData("sep=e\nName,Mailbox\nAurora,a@b.example", 1, "Found: sep=e")]
    [InlineData("sep=é\nName,Mailbox\nAurora,a@b.example", 1, "Found: sep=é")]
    [InlineData("Name,\"Mailbox\nAurora,a@b.example", 1, "never closed")]
    public void AListThatCannotBeReadIsOneRefusal(string text, int line, string words)
    {
        var refusal = OneOf(text);
        Assert.Equal(line, refusal.Line);
        Assert.Contains(words, refusal.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",a@b.example,,,", "Name", "no name")]
    [InlineData("Aurora,,,,", "Email", "no address")]
    [InlineData("Aurora,a@b.example,many,,", "Capacity", "number of seats")]
    [InlineData("Aurora,a@b.example,-4,,", "Capacity", "number of seats")]
    [InlineData("Aurora,a@b.example,4.5,,", "Capacity", "number of seats")]
    [InlineData("Aurora,a@b.example,99999999999,,", "Capacity", "number of seats")]
    [InlineData("Aurora,a@b.example,,G,", "Floor", "whole number")]
    [InlineData("Aurora,a@b.example,,,Mars/Olympus", "TimeZone", "no time zone")]
    [InlineData("Aurora,a@b.example,,,GMT+2", "TimeZone", "no time zone")]
    [InlineData("Aur\u0007ora,a@b.example,,,", "Name", "U+0007")]
    [InlineData("Aur\0ora,a@b.example,,,", "Name", "U+0000")]
    [InlineData("evil\u202Eaurora,a@b.example,,,", "Name", "U+202E")]
    [InlineData("Aur\uFFFDra,a@b.example,,,", "Name", "UTF-8")]
    [InlineData("Aurora,a@b.example,4,1,Europe/Oslo,extra", null, "quotes around a cell")]
    [InlineData("\"Aurora\" north,a@b.example,,,", null, "quotes of this row do not match")]
    public void ABadRowIsRefusedAndTheOthersGoOn(string row, string? column, string words)
    {
        var list = RoomListTests.Read($"Name,Email,Capacity,Floor,TimeZone\nBoreal,boreal@contoso.example,8,2,Europe/Oslo\n{row}\nCirrus,cirrus@contoso.example,8,2,Europe/Oslo\n");
        Assert.Equal(["Boreal", "Cirrus"], list.Rooms.Select(room => room.DisplayName));
        var refusal = Assert.Single(list.Refusals);
        Assert.Equal(3, refusal.Line);
        Assert.Equal(column, refusal.Column);
        Assert.Contains(words, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ANameHasAtMost64Characters()
    {
        var list = RoomListTests.Read($"Name,Mailbox\n{new string('n', 64)},fits@contoso.example\n{new string('n', 65)},long@contoso.example");
        Assert.Equal("fits@contoso.example", Assert.Single(list.Rooms).Mailbox);
        var refusal = Assert.Single(list.Refusals);
        Assert.Equal(3, refusal.Line);
        Assert.Contains("65", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AllThatIsWrongWithARowIsOneRefusal()
    {
        var refusal = OneOf("Name,Mailbox,Capacity,TimeZone\n,nowhere,few,Mars/Olympus");
        Assert.Equal("Name", refusal.Column);
        foreach (var column in new[] { "Mailbox:", "Capacity:", "TimeZone:" }) Assert.Contains(column, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ADuplicateNamesBothLines()
    {
        var list = RoomListTests.Read("Name,Mailbox\n\"Aurora\nNorth\",aurora@contoso.example\nBoreal,boreal@contoso.example\nAurora again,AURORA@Contoso.Example\nAurora thrice,aurora@contoso.example");
        Assert.Equal(2, list.Rooms.Count);
        Assert.Equal([5, 6], list.Refusals.Select(refusal => refusal.Line));
        Assert.Contains("line 2 and again in line 5", list.Refusals[0].Reason, StringComparison.Ordinal);
        Assert.Contains("line 2 and again in line 6", list.Refusals[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusedRowDoesNotTakeTheAddress()
    {
        var list = RoomListTests.Read("Name,Mailbox,Capacity\nAurora,aurora@contoso.example,many\nAurora,aurora@contoso.example,8");
        Assert.Single(list.Rooms);
        Assert.Equal(2, Assert.Single(list.Refusals).Line);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void LinesAreCountedInsideCellsToo(string newLine)
    {
        var list = RoomListTests.Read(string.Join(newLine, "Name,Mailbox", "\"Aurora", "", "North\",aurora@contoso.example", "", "Boreal,boreal", "\"Cirrus", "\",cirrus", "Delta,delta@contoso.example"));
        Assert.Equal([6, 7], list.Refusals.Select(refusal => refusal.Line));
        Assert.Equal(2, list.Rooms.Count);
    }

    [Fact]
    public void AQuoteThatIsNeverClosedCostsItsOwnRowOnly()
    {
        var list = RoomListTests.Read("Name,Mailbox\nAurora,aurora@contoso.example\n\"Boreal,boreal@contoso.example\nCirrus,cirrus@contoso.example\n\"Delta, east\",delta@contoso.example\nEcho,echo\n");
        Assert.Equal(["Aurora", "Cirrus", "Delta, east"], list.Rooms.Select(room => room.DisplayName));
        Assert.Equal([3, 6], list.Refusals.Select(refusal => refusal.Line));
    }

    [Fact]
    public void ThousandsOfUnclosedQuotesAreThousandsOfRefusals()
    {
        var list = RoomListTests.Read("Name,Mailbox\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"\"Room {i},room{i}@contoso.example\nGood {i},good{i}@contoso.example\n")));
        Assert.Equal(5_000, list.Rooms.Count);
        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => 2 + 2 * i), list.Refusals.Select(refusal => refusal.Line));
    }

    [Fact]
    public void ALongOrOddValueIsShownShortAndOnOneLine()
    {
        var refusal = OneOf($"Name,Mailbox\nAurora,\"{new string('a', 5_000)}\r\n\u001b[31m@b\"");
        Assert.True(refusal.Value!.Length < 80);
        Assert.DoesNotContain(OneOf("Name,Mailbox\nAurora,\"a\r\n\u001b[31m@b\"").ToString(), char.IsControl);
    }
}
