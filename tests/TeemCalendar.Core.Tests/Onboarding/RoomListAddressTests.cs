namespace TeemCalendar.Core.Tests.Onboarding;

/// <summary>Which addresses a room may have.</summary>
public class RoomListAddressTests
{
    [Theory]
    [InlineData("aurora@contoso.example", "aurora@contoso.example")]
    [InlineData("  aurora@contoso.example ", "aurora@contoso.example")]
    [InlineData("aurora+north@contoso.example", "aurora+north@contoso.example")]
    [InlineData("o'neill.room_4-b@sub.contoso.example", "o'neill.room_4-b@sub.contoso.example")]
    [InlineData("Aurora@Contoso.Example", "Aurora@contoso.example")]
    [InlineData("raum@münchen.example", "raum@xn--mnchen-3ya.example")]
    [InlineData("room@例え.example", "room@xn--r8jz45g.example")]
    [InlineData("room@xn--mnchen-3ya.example", "room@xn--mnchen-3ya.example")]
    public void IsTaken(string given, string taken) =>
        Assert.Equal(taken, Assert.Single(RoomListTests.Read($"Name,Mailbox\nAurora,{given}").Rooms).Mailbox);

    [Theory]
    [InlineData("aurora")]
    [InlineData("@contoso.example")]
    [InlineData("aurora@")]
    [InlineData("aurora@contoso")]
    [InlineData("aurora@contoso.example.")]
    [InlineData("aurora@.contoso.example")]
    [InlineData("aurora@contoso..example")]
    [InlineData("aurora@-contoso.example")]
    [InlineData("aurora@con_toso.example")]
    [InlineData("aurora@127.0.0.1")]
    [InlineData("aurora@[127.0.0.1]")]
    [InlineData(".aurora@contoso.example")]
    [InlineData("aurora.@contoso.example")]
    [InlineData("au..rora@contoso.example")]
    [InlineData("au rora@contoso.example")]
    [InlineData("aurora@contoso@example.example")]
    [InlineData("Aurora <aurora@contoso.example>")]
    [InlineData("<aurora@contoso.example>")]
    [InlineData("\"\"\"au rora\"\"@contoso.example\"")]
    [InlineData("aurora(north)@contoso.example")]
    [InlineData("\"aurora@contoso.example,boreal@contoso.example\"")]
    [InlineData("aurora@contoso.example;boreal@contoso.example")]
    [InlineData("aurøra@contoso.example")]
    [InlineData("аurora@contoso.example")] // Its first letter is Cyrillic.
    [InlineData("aurora\u200B@contoso.example")]
    [InlineData("=cmd|' /C calc'!A0")]
    public void IsRefused(string given)
    {
        var refusal = Assert.Single(RoomListTests.Read($"Name,Mailbox\nAurora,{given}").Refusals);
        Assert.Equal("Mailbox", refusal.Column);
        Assert.Equal(2, refusal.Line);
    }

    [Fact]
    public void ItsPartsHaveALength()
    {
        var list = RoomListTests.Read($"Name,Mailbox\nA,{new string('a', 64)}@contoso.example\nB,{new string('b', 65)}@contoso.example\nC,c@{new string('c', 64)}.example\n"
            + $"D,d@{string.Join('.', Enumerable.Repeat(new string('d', 60), 5))}");
        Assert.Equal("A", Assert.Single(list.Rooms).DisplayName);
        Assert.Equal([3, 4, 5], list.Refusals.Select(refusal => refusal.Line));
    }

    [Fact]
    public void TheTwoFormsOfADomainAreOneAddress()
    {
        var list = RoomListTests.Read("Name,Mailbox\nA,raum@münchen.example\nB,raum@xn--mnchen-3ya.example");
        Assert.Single(list.Rooms);
        Assert.Contains("line 2", Assert.Single(list.Refusals).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ARoomListIsGivenByItsAddressOrItsName()
    {
        var list = RoomListTests.Read($"Name,Mailbox,RoomList\nA,a@contoso.example,north@contoso.example\nB,b@contoso.example,North rooms\nC,c@contoso.example,north@\nD,d@contoso.example,{new string('n', 65)}");
        Assert.Equal(["north@contoso.example", "North rooms"], list.Rooms.Select(room => room.RoomList));
        Assert.All(list.Refusals, refusal => Assert.Equal("RoomList", refusal.Column));
        Assert.Equal([4, 5], list.Refusals.Select(refusal => refusal.Line));
    }
}
